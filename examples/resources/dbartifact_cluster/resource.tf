resource "dbartifact_image" "orders" {
  source_db = {
    source_db_cluster_id = "orders"
  }
  target_db = {
    instance_type = "db.t4g.medium"
  }
}

# A clone for one pull request. RDS makes its master password and keeps it in
# Secrets Manager: master_user_secret_arn says where.
resource "dbartifact_cluster" "pull_request" {
  image               = dbartifact_image.orders.reference
  cluster_identifier  = "orders-pr-42"
  allowed_cidr_blocks = ["10.0.0.0/8"]

  # Should nobody destroy it, "terraform-provider-dbartifact reap --yes" may, a
  # week from now.
  ttl = "7d"

  tags = {
    pull_request = "42"
  }
}

# A clone with a password of one's own, which neither plan nor state ever hold,
# and fresh data every week.
resource "dbartifact_cluster" "staging" {
  image                  = dbartifact_image.orders.reference
  cluster_identifier     = "orders-staging"
  vpc_security_group_ids = ["sg-0123456789abcdef0"]

  master_password_wo         = var.staging_password
  master_password_wo_version = 1

  refresh_triggers = {
    week = var.calendar_week
  }
}

variable "staging_password" {
  type      = string
  ephemeral = true
}

variable "calendar_week" {
  type = string
}

# A test database that costs nothing while nobody uses it, and that IAM users
# log in to. Old and new live side by side while its data is refreshed.
resource "dbartifact_cluster" "integration" {
  image                      = dbartifact_image.orders.reference
  cluster_identifier_prefix  = "orders-integration-"
  allowed_security_group_ids = ["sg-0123456789abcdef0"]

  instance_class       = "db.serverless"
  serverlessv2_scaling = { min_capacity = 0, max_capacity = 4, seconds_until_auto_pause = 600 }

  iam_database_authentication_enabled = true
  enabled_cloudwatch_logs_exports     = ["postgresql"]

  refresh_triggers = {
    week = var.calendar_week
  }

  lifecycle {
    create_before_destroy = true
  }
}
