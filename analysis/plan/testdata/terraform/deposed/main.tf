# An older group still waits for its deletion; the function has the new one since.

locals {
  description = "the third"
}
