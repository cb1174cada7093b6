package liquibase

import (
	"archive/zip"
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
)

var versionPattern = regexp.MustCompile(`^([0-9]+)(\.[0-9]+)+$`)

// The major versions that this package was held against. Before 4 there is no
// search path, and other arguments.
const oldestMajor = 4

// versionOf reads the version of Liquibase from its library.
func versionOf(jar string) (string, error) {
	content, err := os.ReadFile(jar)
	if err != nil {
		return "", fmt.Errorf("reading the version: %w", err)
	}
	return versionIn(jar, content)
}

// versionIn reads the version of Liquibase from its library's build properties.
func versionIn(jar string, content []byte) (string, error) {
	version, err := buildVersion(content)
	if err != nil {
		return "", fmt.Errorf("reading the version in %q: %w", jar, err)
	}
	match := versionPattern.FindStringSubmatch(version)
	if match == nil {
		return "", fmt.Errorf("reading the version in %q: unexpected %q", jar, version)
	}
	if major, err := strconv.Atoi(match[1]); err != nil || major < oldestMajor {
		return "", fmt.Errorf("using Liquibase %s in %q: %w: version %d or later is needed", version, jar, errors.ErrUnsupported, oldestMajor)
	}
	return version, nil
}

func buildVersion(jar []byte) (string, error) {
	archive, err := zip.NewReader(bytes.NewReader(jar), int64(len(jar)))
	if err != nil {
		return "", err
	}
	properties, err := archive.Open("liquibase.build.properties")
	if err != nil {
		return "", err
	}
	defer properties.Close()
	lines := bufio.NewScanner(io.LimitReader(properties, 1<<16))
	for lines.Scan() {
		if version, ok := strings.CutPrefix(lines.Text(), "build.version="); ok {
			return strings.TrimSpace(version), nil
		}
	}
	return "", errors.New("liquibase.build.properties says none")
}
