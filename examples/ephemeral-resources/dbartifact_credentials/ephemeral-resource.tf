terraform {
  required_providers {
    dbartifact = {
      source = "dbartifact/dbartifact"
    }
    postgresql = {
      source = "cyrilgdn/postgresql"
    }
  }
}

resource "dbartifact_image" "orders" {
  source_db = {
    source_db_cluster_id = "orders"
  }
  target_db = {
    instance_type = "db.t4g.medium"
  }
}

resource "dbartifact_cluster" "pull_request" {
  image               = dbartifact_image.orders.reference
  cluster_identifier  = "orders-pr-42"
  allowed_cidr_blocks = ["10.0.0.0/8"]
}

# The managed master password, read anew in every run and written down nowhere.
# Both ARNs are unknown until the cluster, and its secret, are there.
ephemeral "dbartifact_credentials" "pull_request" {
  cluster_identifier     = dbartifact_cluster.pull_request.arn
  master_user_secret_arn = dbartifact_cluster.pull_request.master_user_secret_arn
}

# A provider's configuration takes ephemeral values.
provider "postgresql" {
  host      = ephemeral.dbartifact_credentials.pull_request.host
  port      = ephemeral.dbartifact_credentials.pull_request.port
  database  = ephemeral.dbartifact_credentials.pull_request.database_name
  username  = ephemeral.dbartifact_credentials.pull_request.username
  password  = ephemeral.dbartifact_credentials.pull_request.password
  sslmode   = "require"
  superuser = false
}

resource "postgresql_role" "tester" {
  name  = "tester"
  login = true
}
