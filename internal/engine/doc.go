// Package engine runs local database servers: it finds an installed server
// program, initialises a folder for it, starts and stops one process per
// folder, loads SQL, and clones a folder while its server keeps writing.
//
// The kinds are PostgreSQL and MariaDB; one suite, enginetest.Run, holds both to
// the same promises. A file that begins with a kind's name is about that kind, and
// every other one serves both.
//
// It exists so that the rest of the house can have a real database on the
// machine it runs on. It knows SQL roles and processes, and nothing of AWS,
// artifacts or Terraform. Every server listens on loopback only; the superuser
// is ours and reaches the server through a private unix socket, never TCP.
package engine
