# Run it offline, with a sandbox of its own:
#
#   terraform-provider-dbartifact sandbox exec --seed orders=seed.sql -- terraform test

variables {
  pull_request = 42
}

provider "dbartifact" {}

run "clones_the_source" {
  assert {
    condition     = dbartifact_cluster.pull_request.cluster_identifier == "orders-pr-42"
    error_message = "The clone is not named after its pull request."
  }

  assert {
    condition     = output.endpoint != ""
    error_message = "The clone has no endpoint."
  }

  assert {
    condition     = startswith(output.secret_arn, "arn:aws:secretsmanager:")
    error_message = "RDS does not manage the clone's password."
  }
}

run "plans_nothing_afterwards" {
  command = plan

  assert {
    condition     = dbartifact_cluster.pull_request.cluster_resource_id == run.clones_the_source.resource_id
    error_message = "A second plan replaces the clone."
  }
}

run "refuses_what_is_no_pull_request" {
  command = plan

  variables {
    pull_request = 0
  }

  expect_failures = [var.pull_request]
}
