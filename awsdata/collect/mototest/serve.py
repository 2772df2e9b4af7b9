"""Starts moto with one fault mended: it puts the state of a subnet's IPv6 range into the state once more."""

import sys

from moto.ec2.models.subnets import Subnet
from moto.server import main

as_moto_says = Subnet.ipv6_cidr_block_association_set


def with_plain_states(subnet):
    associations = as_moto_says.fget(subnet)
    for association in associations:
        state = association["ipv6CidrBlockState"]
        if isinstance(state["state"], dict):
            state["state"] = state["state"]["State"]
    return associations


Subnet.ipv6_cidr_block_association_set = property(with_plain_states)
main(sys.argv[1:])
