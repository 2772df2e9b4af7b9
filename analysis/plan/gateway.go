package plan

func setInternetGateway(w *world, r *Resource, values object) {
	if e := w.element(r, "describe-internet-gateways", "InternetGatewayId"); e != nil {
		if r.Action != Update {
			e["Attachments"] = []any{}
		}
		w.tag(e, "Tags", values)
	}
}

func removeGateway(w *world, r *Resource, _ object) {
	w.gone(r, "describe-internet-gateways", "InternetGatewayId")
	w.blackhole(r.Region, r.ID)
}

func setEgressOnlyGateway(w *world, r *Resource, values object) {
	e := w.element(r, "describe-egress-only-internet-gateways", "EgressOnlyInternetGatewayId")
	if e == nil {
		return
	}
	delete(e, "OwnerId")
	w.tag(e, "Tags", values)
	if vpc, ok := text(values, "VpcId"); ok {
		e["Attachments"] = []any{object{"State": "attached", "VpcId": vpc}}
	} else if r.Action != Update || isUnknown(values, "VpcId") {
		w.later(r, "VpcId", "describe-egress-only-internet-gateways")
		w.gone(r, "describe-egress-only-internet-gateways", "EgressOnlyInternetGatewayId")
	}
}

func setGatewayAttachment(w *world, r *Resource, values object) {
	vpc, ok := text(values, "VpcId")
	if _, vpn := values["VpnGatewayId"]; vpn {
		w.leave(r, UnknownProperty, "VpnGatewayId")
	}
	if _, of := values["InternetGatewayId"]; !of {
		return
	}
	id, found := text(values, "InternetGatewayId")
	b := w.open(r.Region, "describe-internet-gateways")
	e := b.find("InternetGatewayId", id)
	if !ok || !found || e == nil { // a gateway of which nobody knows whether it is attached is none that is known
		w.later(r, "VpcId", "describe-internet-gateways")
		b.remove(func(x object) bool {
			return found && x["InternetGatewayId"] == id || !found && len(items(x["Attachments"])) == 0
		})
		return
	}
	w.open(r.Region, "describe-internet-gateways").changed = true
	e["Attachments"] = []any{object{"State": "available", "VpcId": vpc}}
}

func removeGatewayAttachment(w *world, r *Resource, before object) {
	id, _ := text(w.resolvedOf(before), "InternetGatewayId")
	if e := w.open(r.Region, "describe-internet-gateways").find("InternetGatewayId", id); e != nil {
		w.open(r.Region, "describe-internet-gateways").changed = true
		e["Attachments"] = []any{}
	}
}

func setNAT(w *world, r *Resource, values object) {
	e := w.element(r, "describe-nat-gateways", "NatGatewayId")
	if e == nil {
		return
	}
	delete(e, "OwnerId")
	w.tag(e, "Tags", values)
	if r.Action == Update { // nothing else of it can be changed that matters
		return
	}
	e["State"] = "available"
	for _, p := range []string{"ConnectivityType", "AvailabilityMode"} {
		put(e, p, values, p)
	}
	if _, ok := text(e, "ConnectivityType"); !ok {
		e["ConnectivityType"] = "public"
	}
	if put(e, "SubnetId", values, "SubnetId") {
		w.later(r, "SubnetId", "describe-nat-gateways")
	}
	vpc, ok := text(values, "VpcId")
	if s := w.open(r.Region, "describe-subnets").find("SubnetId", stringOf(e["SubnetId"])); s != nil {
		vpc, ok = text(s, "VpcId")
	}
	if ok {
		e["VpcId"] = vpc
	}
}
