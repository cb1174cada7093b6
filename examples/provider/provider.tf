terraform {
  required_providers {
    dbartifact = {
      source = "dbartifact/dbartifact"
    }
  }
}

# Region and credentials come from where every AWS tool finds them: environment
# variables, shared files, an instance or task role. What is written here wins.
provider "dbartifact" {
  region = "eu-central-1"

  default_tags {
    tags = {
      team = "orders"
    }
  }
}
