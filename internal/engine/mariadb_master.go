package engine

import (
	"context" //nolint:gosec // the protocol's choice
	"errors"
	"fmt"
	"slices"
	"strings"
)

// auroraRole is the role that Aurora MySQL version 3 gives its master user.
const auroraRole = "rds_superuser_role"

// auroraPrivileges are what that role has, as far as MariaDB knows them by
// name; FILE, SHUTDOWN and SUPER are missing on purpose. DELETE HISTORY is MariaDB's
// alone: it is among all rights on a database, which the master user may grant.
// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/UsingWithRDS.MasterAccounts.html
//
// MariaDB cannot fence off single accounts from who may create users: unlike on
// Aurora, a master user who sets out to can take over ours.
const auroraPrivileges = "ALTER, ALTER ROUTINE, CONNECTION ADMIN, CREATE, CREATE ROUTINE, CREATE TABLESPACE, " +
	"CREATE TEMPORARY TABLES, CREATE USER, CREATE VIEW, DELETE, DELETE HISTORY, DROP, EVENT, EXECUTE, INDEX, INSERT, LOCK TABLES, PROCESS, " +
	"REFERENCES, RELOAD, REPLICATION CLIENT, REPLICATION SLAVE, SELECT, SET USER, SHOW DATABASES, SHOW VIEW, TRIGGER, UPDATE"

// CreateMaster creates the master user, Aurora's role and the database. MySQL's
// databases have no owner: the master user has all rights on all of them.
func (s *mariadbServer) CreateMaster(ctx context.Context, user, password, database string) error {
	if err := s.createMaster(ctx, user, password, database); err != nil {
		return fmt.Errorf("creating master user %q: %w", user, err)
	}
	return nil
}

func (s *mariadbServer) createMaster(ctx context.Context, user, password, database string) error {
	if user == "" || strings.HasPrefix(user, "rds_") || slices.Contains([]string{Superuser, "root", "mariadb.sys", "PUBLIC"}, user) {
		return errors.New("the name is reserved")
	}
	verifier, err := nativeVerifier(password)
	if err != nil {
		return err
	}
	s.passwords.Lock()
	defer s.passwords.Unlock()
	login := quoteLogin(user)
	statements := []string{
		"CREATE ROLE IF NOT EXISTS " + auroraRole,
		"GRANT " + auroraPrivileges + " ON *.* TO " + auroraRole,
		"CREATE USER IF NOT EXISTS " + login + " IDENTIFIED VIA mysql_native_password USING '" + verifier + "'",
		"ALTER USER " + login + " IDENTIFIED VIA mysql_native_password USING '" + verifier + "'",
		"GRANT " + auroraPrivileges + " ON *.* TO " + login + " WITH GRANT OPTION",
		"GRANT " + auroraRole + " TO " + login + " WITH ADMIN OPTION",
	}
	if database != "" {
		statements = append(statements, "CREATE DATABASE IF NOT EXISTS "+quoteName(database))
	}
	if err := s.exec(ctx, statements...); err != nil {
		return fmt.Errorf("making logins: %w", err)
	}
	return nil
}

// SetPassword changes the password of role; see Server.
func (s *mariadbServer) SetPassword(ctx context.Context, role, password string) error {
	if role == Superuser {
		return fmt.Errorf("setting the password of %q: the name is reserved", role)
	}
	verifier, err := nativeVerifier(password)
	if err == nil {
		s.passwords.Lock()
		defer s.passwords.Unlock()
		err = s.exec(ctx, "ALTER USER "+quoteLogin(role)+" IDENTIFIED VIA mysql_native_password USING '"+verifier+"'")
	}
	if err != nil {
		return fmt.Errorf("setting the password of %q: %w", role, err)
	}
	return nil
}

// SetTokenLogin is not for MariaDB; see Server.
func (*mariadbServer) SetTokenLogin(_ context.Context, role string, _ bool) error {
	return fmt.Errorf("changing how %q logs in: %w", role, errors.ErrUnsupported)
}
