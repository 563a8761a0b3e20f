import Interlock

/// The gate vectors of what came after demand and supply: conditions of orders, cancels, readings, changes of rules.
extension ExampleMarket {
    func conditions() throws -> [GateVectors.Case] {
        let demand = Demand(
            terms: try self.terms(
                "alice",
                sequence: 20,
                conditions: OrderConditions(
                    periods: 4,
                    timeInForce: .until(self.at.adding(seconds: 3_600)),
                    minimumFill: Energy(wattHours: 100),
                    amends: 1
                )
            )
        )
        let killed = Supply(
            terms: try self.terms(
                "bob",
                sequence: 20,
                conditions: OrderConditions(timeInForce: .fillOrKill)
            )
        )
        return [
            try self.admitted("a demand with every condition", demand, by: "alice") { $0.demand = demand },
            try self.admitted("a supply to fill or kill", killed, by: "bob") { $0.supply = killed },
            try self.refused("an order for one period, and it says so", [(8, 1)], .malformed),
            try self.refused("an order for 97 periods", [(8, 97)], .malformed),
            try self.refused("a third kind of immediate", [(9, 3)], .malformed),
            try self.refused("immediate, and good until a time", [(9, 1), (10, 1_781_490_000)], .malformed),
            try self.refused("good until a time that is over", [(10, 1_781_485_200)], .limits),
            try self.refused("a minimum fill of nothing, and it says so", [(11, 0)], .malformed),
            try self.refused("a minimum fill above the energy", [(11, 251)], .limits),
            try self.refused("to fill or kill, with another minimum", [(9, 2), (11, 100)], .limits),
            try self.refused("an amendment of itself", [(12, 9)], .limits),
        ]
    }

    /// Alice's demand of number 9 with further fields.
    private func refused(
        _ name: String,
        _ fields: [(CBOR, CBOR)],
        _ code: Refusal.Code
    ) throws -> GateVectors.Case {
        let payload = try Demand(terms: self.terms("alice", sequence: 9)).payload
        guard case .map(let known) = try CBOR(decoding: payload) else {
            throw Failure(.no, "the payload is no map")
        }
        let pairs = known.entries.map { ($0.key, $0.value) } + fields
        return self.refused(name, try self.sign(CBOR.map(pairs).encoded()).encoded(), code)
    }

    private func admitted<Message: MarketMessage>(
        _ name: String,
        _ message: Message,
        by signer: String,
        _ fill: (inout GateVectors.Case) -> Void
    ) throws -> GateVectors.Case {
        var vector = GateVectors.Case(
            name: name,
            kind: Message.kind.description,
            payload: Hex(message.payload),
            id: Hex(message.id.digest.rawRepresentation),
            message: Hex(try self.sign(message, by: signer)),
            result: "valid"
        )
        fill(&vector)
        return vector
    }

    /// Orders by the second edition of the rules, in which the address is the signer's wallet address.
    func addresses() throws -> [GateVectors.Case] {
        func demand(_ sequence: UInt64, _ address: String) throws -> Demand {
            Demand(terms: try self.terms("alice", sequence: sequence, address: address))
        }
        func refused(_ name: String, _ address: String) throws -> GateVectors.Case {
            let message = try self.sign(demand(9, address), by: "alice")
            return self.refused(name, message, .addressMismatch)
        }
        let own = try demand(1, "0x52908400098527886E0F7030069857D2E4169EE7")
        let lower = try demand(2, "0x52908400098527886e0f7030069857d2e4169ee7")
        let cases = [
            try self.admitted("the signer's wallet address", own, by: "alice") { $0.demand = own },
            try self.admitted("its digits in the other case", lower, by: "alice") { $0.demand = lower },
            try refused("a place in the grid for an address", "LV5.201/17"),
            try refused("another wallet address", "0x52908400098527886E0F7030069857D2E4169EE8"),
            try refused("the wallet address without 0x", "52908400098527886E0F7030069857D2E4169EE7"),
            try refused("the wallet address behind 0X", "0X52908400098527886E0F7030069857D2E4169EE7"),
            try refused("a digit too few", "0x52908400098527886E0F7030069857D2E4169EE"),
            try refused("a digit too many", "0x52908400098527886E0F7030069857D2E4169EE70"),
        ]
        return cases.map { vector in
            var vector = vector
            vector.edition = RulesEdition.second.rawValue
            return vector
        }
    }

    func notices() throws -> [GateVectors.Case] {
        try self.cancels() + self.readings() + self.ruleChanges()
    }

    private func cancels() throws -> [GateVectors.Case] {
        func cancel(_ signer: String, _ sequence: UInt64, market: MarketID? = nil) throws -> Cancel {
            try Cancel(
                market: market ?? self.market,
                participant: ParticipantID(signer),
                order: OrderKey(participant: ParticipantID("alice"), sequence: 1),
                sequence: sequence
            )
        }
        let (own, other) = (try cancel("alice", 30), try cancel("operator", 30))
        return [
            try self.admitted("a cancel by its order's owner", own, by: "alice") { $0.cancel = own },
            try self.admitted("a cancel by who may cancel any", other, by: "operator") { $0.cancel = other },
            self.refused(
                "a cancel of another's order",
                kind: "cancel",
                try self.sign(cancel("bob", 31), by: "bob"),
                .notPermitted
            ),
            self.refused(
                "a cancel for another market",
                kind: "cancel",
                try self.sign(cancel("alice", 31, market: MarketID("lem-2")), by: "alice"),
                .limits
            ),
            self.refused(
                "a cancel signed under the label of a demand",
                kind: "cancel",
                try self.sign(own.payload, kind: .demand).encoded(),
                .malformed
            ),
        ]
    }

    private func readings() throws -> [GateVectors.Case] {
        func reading(_ signer: String, of owner: String, _ sequence: UInt64, periods: Int64 = -1) throws
            -> MeterReading
        {
            try MeterReading(
                market: self.market,
                participant: ParticipantID(signer),
                owner: ParticipantID(owner),
                period: DeliveryPeriod(start: self.at.adding(seconds: periods * DeliveryPeriod.seconds)),
                consumed: Energy(wattHours: 245),
                generated: .zero,
                sequence: sequence
            )
        }
        let own = try reading("carol", of: "carol", 40)
        let other = try reading("operator", of: "alice", 40)
        return [
            try self.admitted("a reading by the meter's owner", own, by: "carol") { $0.reading = own },
            try self.admitted("a reading by the operator", other, by: "operator") { $0.reading = other },
            self.refused(
                "a reading of another's meter",
                kind: "reading",
                try self.sign(reading("carol", of: "alice", 41), by: "carol"),
                .notPermitted
            ),
            self.refused(
                "a reading of a period that is not over",
                kind: "reading",
                try self.sign(reading("carol", of: "carol", 41, periods: 0), by: "carol"),
                .limits
            ),
        ]
    }

    private func ruleChanges() throws -> [GateVectors.Case] {
        var rules = MarketRules(market: self.market)
        rules.trading.mechanism = .uniformPrice
        rules.trading.tick = 10
        let change = try RuleChange(rules: rules, participant: ParticipantID("operator"), sequence: 50)
        let other = try RuleChange(rules: rules, participant: ParticipantID("alice"), sequence: 51)
        let loose = CBOR.map([
            (1, .bytes(Array("{\"market\": \"lem-1\"}".utf8))), (2, "operator"), (3, 51),
        ]).encoded()
        return [
            try self.admitted("new rules by who may change them", change, by: "operator") {
                $0.rules = change
            },
            self.refused(
                "new rules by a buyer",
                kind: "rules",
                try self.sign(other, by: "alice"),
                .notPermitted
            ),
            self.refused(
                "rules that are not in their one form",
                kind: "rules",
                try self.sign(loose, kind: RuleChange.kind, by: "operator").encoded(),
                .malformed
            ),
        ]
    }
}
