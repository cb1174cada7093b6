# Masked once, cloned many times: a golden base takes the masking, and the clones
# of it are there in the time that a clone takes.

terraform {
  required_providers {
    dbartifact = {
      source = "dbartifact/dbartifact"
    }
  }
}

variable "week" {
  type        = string
  description = "Anything that changes when the base is to have fresh data."
  default     = "2026-47"
}

variable "pull_requests" {
  type        = set(string)
  description = "Numbers of the pull requests that get a database."
  default     = ["41", "42"]
}

# The production cluster, and what nobody may see of it.
resource "dbartifact_image" "production" {
  store        = "archive"
  archive_path = "production.tar"

  source_db = {
    source_db_cluster_id = "orders"
    clone_scripts        = ["mask.sql"]
  }
  target_db = {
    instance_type = "db.r6g.large"
  }
}

# Two steps, so that not even a backup of the base reaches back to the time before
# it was masked. Nobody connects to it: it stays closed.
resource "dbartifact_cluster" "base" {
  image               = dbartifact_image.production.reference
  cluster_identifier  = "orders-base"
  sql_transport       = "data_api"
  masking             = "two_step"
  allowed_cidr_blocks = []

  refresh_triggers = {
    week = var.week
  }
}

# The base is a source like any other. Its ARN is known once it is there, which is
# when there is something to discover; a new base is discovered anew.
resource "dbartifact_image" "base" {
  store        = "archive"
  archive_path = "base.tar"

  source_db = {
    source_db_cluster_id = dbartifact_cluster.base.arn
  }
  target_db = {
    instance_type = "db.t4g.medium"
  }
  triggers = {
    base = dbartifact_cluster.base.cluster_resource_id
  }
}

# Nothing is left to mask, and the logins were locked in the base.
resource "dbartifact_cluster" "pull_request" {
  for_each = var.pull_requests

  image               = dbartifact_image.base.reference
  cluster_identifier  = "orders-pr-${each.key}"
  allowed_cidr_blocks = ["10.0.0.0/8"]

  refresh_triggers = {
    base = dbartifact_cluster.base.cluster_resource_id
  }
}
