# A module as an infrastructure repository has it: one database per pull request,
# a clone of "orders". Nothing in it knows of the sandbox.

terraform {
  required_providers {
    dbartifact = {
      source = "dbartifact/dbartifact"
    }
  }
}

variable "pull_request" {
  type        = number
  description = "Number of the pull request that gets the database."

  validation {
    condition     = var.pull_request > 0
    error_message = "Pull requests are numbered from 1."
  }
}

variable "source_cluster" {
  type        = string
  description = "Identifier of the cluster to clone."
  default     = "orders"
}

variable "archive_path" {
  type        = string
  description = "Where the artifact image goes, as an OCI archive."
  default     = "orders.tar"
}

resource "dbartifact_image" "source" {
  store        = "archive"
  archive_path = var.archive_path

  source_db = {
    source_db_cluster_id = var.source_cluster
  }

  target_db = {
    instance_type = "db.t4g.medium"
    database_name = "app"
  }
}

resource "dbartifact_cluster" "pull_request" {
  image               = dbartifact_image.source.reference
  cluster_identifier  = "orders-pr-${var.pull_request}"
  allowed_cidr_blocks = ["10.0.0.0/8"]
}

output "endpoint" {
  description = "Host name of the clone's writer."
  value       = dbartifact_cluster.pull_request.endpoint
}

output "secret_arn" {
  description = "Where the clone's password is."
  value       = dbartifact_cluster.pull_request.master_user_secret_arn
}

output "resource_id" {
  description = "AWS's own identifier of the clone, which no other cluster ever has."
  value       = dbartifact_cluster.pull_request.cluster_resource_id
}
