package engine

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
)

// account is the operating system user a server runs as. Servers refuse to
// run as root, so root's servers run as somebody with fewer rights.
type account struct {
	uid, gid uint32
	// other is set when the account is not the one this process runs as.
	other bool
}

// newAccount returns the account that new data should belong to: the caller's,
// or for root the first of these users that exists.
func newAccount(users ...string) (account, error) {
	if os.Geteuid() != 0 {
		return account{uid: uint32(os.Geteuid()), gid: uint32(os.Getegid())}, nil
	}
	var errs []error
	for _, name := range users {
		u, err := user.Lookup(name)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		uid, err := strconv.ParseUint(u.Uid, 10, 32)
		if err != nil {
			return account{}, fmt.Errorf("reading the id of user %q: %w", name, err)
		}
		gid, err := strconv.ParseUint(u.Gid, 10, 32)
		if err != nil {
			return account{}, fmt.Errorf("reading the group of user %q: %w", name, err)
		}
		return account{uid: uint32(uid), gid: uint32(gid), other: true}, nil
	}
	return account{}, fmt.Errorf("finding an unprivileged user for the server: %w", errors.Join(errs...))
}

// accountOf returns the account that data belongs to. Root serves data as its
// owner, so that data made by root and data made by a user both stay with whom
// they belong to.
func accountOf(data string) (account, error) {
	info, err := os.Stat(data)
	if err != nil {
		return account{}, fmt.Errorf("looking for data: %w", err)
	}
	uid, gid, err := owner(info)
	if err != nil {
		return account{}, err
	}
	if uid == 0 {
		return account{}, fmt.Errorf("serving %q: it belongs to root, and database servers do not run as root: %w",
			data, fs.ErrPermission)
	}
	if os.Geteuid() != 0 && int(uid) != os.Geteuid() {
		return account{}, fmt.Errorf("serving %q: it belongs to user %d, and only that user or root can serve it: %w",
			data, uid, fs.ErrPermission)
	}
	return account{uid: uid, gid: gid, other: int(uid) != os.Geteuid()}, nil
}

// give hands path to the account.
func (a account) give(path string) error {
	if !a.other {
		return nil
	}
	return os.Lchown(path, int(a.uid), int(a.gid))
}

// folderMode is the mode of a folder of ours that the account has to pass
// through on its way to its own.
func (a account) folderMode() fs.FileMode {
	if a.other {
		return 0o711
	}
	return 0o700
}

// checkReach makes sure that the account may enter dir and every folder above
// it, and names the one that it may not. Without this, the server would end
// with a bare "permission denied".
func (a account) checkReach(dir string) error {
	if !a.other {
		return nil
	}
	for at := dir; ; at = filepath.Dir(at) {
		info, err := os.Stat(at)
		if err != nil {
			return fmt.Errorf("looking at folder: %w", err)
		}
		open, err := a.mayEnter(info)
		if err != nil {
			return err
		}
		if !open {
			return fmt.Errorf("reaching %q: the server runs as user %d, which may not enter %q (%s); "+
				"choose another folder, or `chmod o+x` this one: %w", dir, a.uid, at, info.Mode(), fs.ErrPermission)
		}
		if at == filepath.Dir(at) {
			return nil
		}
	}
}

// mayEnter reads the classic permission bits; it does not know access lists.
func (a account) mayEnter(info fs.FileInfo) (bool, error) {
	uid, gid, err := owner(info)
	if err != nil {
		return false, err
	}
	switch {
	case uid == a.uid:
		return info.Mode()&0o100 != 0, nil
	case gid == a.gid:
		return info.Mode()&0o010 != 0, nil
	default:
		return info.Mode()&0o001 != 0, nil
	}
}

// accountFor checks what Start was asked for and returns the account that serves
// dir.
func accountFor(dir string, at Listen) (account, error) {
	if err := at.check(); err != nil {
		return account{}, err
	}
	data := filepath.Join(dir, dataName)
	a, err := accountOf(data)
	if err != nil {
		return account{}, err
	}
	return a, a.checkReach(data)
}
