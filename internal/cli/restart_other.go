//go:build !unix

package cli

import "errors"

// restart cannot replace the process here.
func restart(string, func(string) []string) error {
	return errors.New("this system cannot do it: give --db_password_file")
}
