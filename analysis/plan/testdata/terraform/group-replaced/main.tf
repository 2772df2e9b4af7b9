# A group gets another name, so another takes its place: its rules of both forms and the function follow.

locals {
  name = "job-v2"
}
