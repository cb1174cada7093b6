package engine

import (
	"cmp"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var firstNumber = regexp.MustCompile(`\d+`)

// newestFirst returns the folders that match pattern, those with the highest
// number where the pattern has its star first: 15 before 9.
func newestFirst(pattern string) []string {
	folders, err := filepath.Glob(pattern)
	if err != nil { // only a malformed pattern, and ours are constants
		return nil
	}
	version := func(folder string) int {
		n, err := strconv.Atoi(firstNumber.FindString(folder[strings.Index(pattern, "*"):]))
		if err != nil {
			return 0
		}
		return n
	}
	slices.SortFunc(folders, func(a, b string) int { return cmp.Compare(version(b), version(a)) })
	return folders
}

func isProgram(path string) bool {
	info, err := os.Stat(path)
	return err == nil && !info.IsDir() && info.Mode()&0o111 != 0
}

// programIn returns the path of the program in the first folder that has it, or
// "".
func programIn(folders []string, name string) string {
	for _, folder := range folders {
		if path := filepath.Join(folder, name); isProgram(path) {
			return path
		}
	}
	return ""
}
