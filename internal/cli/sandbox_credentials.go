package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// readCredentials reads what --credentials was given: KEY:SECRET, or a file with
// one of them in each line, where # begins a comment. The first key is returned
// too, for a command that needs one. Errors name no secret.
func readCredentials(given []string) (secrets map[string]string, first string, err error) {
	secrets = map[string]string{}
	add := func(line, where string) error {
		key, secret, ok := strings.Cut(line, ":")
		if !ok || key == "" || secret == "" {
			return fmt.Errorf("reading credentials from %s: want KEY:SECRET", where)
		}
		if first == "" {
			first = key
		}
		secrets[key] = secret
		return nil
	}
	for _, one := range given {
		file, err := os.Open(one)
		if errors.Is(err, fs.ErrNotExist) && strings.Contains(one, ":") {
			if err := add(one, "the command line"); err != nil {
				return nil, "", err
			}
			continue
		}
		if err != nil {
			return nil, "", fmt.Errorf("reading credentials: %w", err)
		}
		lines := bufio.NewScanner(file)
		for lines.Scan() && err == nil {
			if line := strings.TrimSpace(lines.Text()); line != "" && !strings.HasPrefix(line, "#") {
				err = add(line, fmt.Sprintf("%q", one))
			}
		}
		if err := errors.Join(err, lines.Err(), file.Close()); err != nil {
			return nil, "", err
		}
	}
	return secrets, first, nil
}
