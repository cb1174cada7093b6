# A source cluster called "orders" runs in the sandbox; see run.sh. Region,
# credentials and the sandbox's address come from the AWS environment.

terraform {
  required_providers {
    dbartifact = {
      source = "dbartifact/dbartifact"
    }
  }
}

provider "dbartifact" {}

variable "archive_path" {
  type        = string
  description = "Where the artifact image goes, as an OCI archive."
  default     = "orders.tar"
}

# build: what "orders" is, and how a copy of it is to be made, as an image.
# An archive on disk needs neither a Docker Engine nor a registry.
resource "dbartifact_image" "orders" {
  store        = "archive"
  archive_path = var.archive_path

  source_db = {
    source_db_cluster_id = "orders"
  }

  target_db = {
    instance_type = "db.t4g.medium"
    database_name = "app"
  }
}

# converge: the image becomes a cluster, a copy-on-write clone of "orders" with
# a master password of its own in Secrets Manager.
resource "dbartifact_cluster" "clone" {
  image               = dbartifact_image.orders.reference
  cluster_identifier  = "orders-demo"
  allowed_cidr_blocks = ["127.0.0.1/32"]
}

output "image_digest" {
  value = dbartifact_image.orders.digest
}

output "clone" {
  value = {
    endpoint   = dbartifact_cluster.clone.endpoint
    port       = dbartifact_cluster.clone.port
    database   = dbartifact_cluster.clone.database_name
    username   = dbartifact_cluster.clone.master_username
    secret_arn = dbartifact_cluster.clone.master_user_secret_arn
  }
}

output "phases" {
  value = [for phase in dbartifact_cluster.clone.phases : format("%-12s %5.1f s", phase.name, phase.seconds)]
}
