locals {
  description = "the first"
}
