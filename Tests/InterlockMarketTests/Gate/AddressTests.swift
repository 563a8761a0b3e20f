import InterlockCrypto
import InterlockIdentity
import InterlockMarket
import MarketTestSupport
import Testing

@Suite("The gate compares an order's address")
struct AddressTests {
    let world: MarketWorld
    let person: MarketPerson

    init() throws {
        self.world = try MarketWorld.shared()
        let attributes = try AttributeSet(
            identity: ParticipantID("wallet-1"),
            type: .prosumer,
            permissions: ["SubmitDemand", "SubmitSupply"],
            creditReport: 700,
            walletAddress: "0x52908400098527886E0F7030069857D2E4169EE7"
        )
        let key = try SigningKey(level: .bits128)
        let certificate = try self.world.authority.issue(
            to: attributes,
            key: key.verifyingKey,
            validity: MarketWorld.validity
        )
        self.person = MarketPerson(attributes: attributes, key: key, certificate: certificate)
    }

    private func code<Body: Order>(
        _ type: Body.Type,
        _ address: String,
        edition: RulesEdition = .newest
    ) throws -> Refusal.Code? {
        let verifier = try self.world.verifier(knowing: [self.person], edition: edition)
        let order: Body = try self.world.order(of: self.person, address: address)
        let signed = try order.signed(with: self.person.key, certificate: self.person.certificate)
        return refusal { try verifier.verify(signed.encoded, as: Body.self, at: MarketWorld.now) }
    }

    @Test(
        arguments: [
            "0x52908400098527886E0F7030069857D2E4169EE7", "0x52908400098527886e0f7030069857d2e4169ee7",
            "0x52908400098527886e0F7030069857d2E4169eE7",
        ]
    ) func `and takes the signer's wallet, its digits in either case`(address: String) throws {
        #expect(try self.code(Demand.self, address) == nil)
        #expect(try self.code(Supply.self, address) == nil)
    }

    @Test(
        arguments: [
            "LV5.201/17", "0x", "0x52908400098527886E0F7030069857D2E4169EE8",
            "52908400098527886E0F7030069857D2E4169EE7", "0X52908400098527886E0F7030069857D2E4169EE7",
            "0x52908400098527886E0F7030069857D2E4169EE", "0x52908400098527886E0F7030069857D2E4169EE70",
            "0x052908400098527886E0F7030069857D2E4169EE7", "0x52908400098527886E0F7030069857D2E4169EG7",
        ]
    ) func `and refuses any other text, under a code of its own`(address: String) throws {
        #expect(try self.code(Demand.self, address) == .addressMismatch)
        #expect(try self.code(Supply.self, address) == .addressMismatch)
        #expect(try self.code(Demand.self, address, edition: .first) == nil)
    }

    @Test func `after the signature and the identity, before the rules`() throws {
        let verifier = try self.world.verifier(knowing: [self.person])
        let order: Demand = try self.world.order(of: self.person, energy: 1 << 29, address: "LV5.201/17")
        let signed = try order.signed(with: self.person.key, certificate: self.person.certificate)
        #expect(
            refusal { try verifier.verify(signed.encoded, as: Demand.self, at: MarketWorld.now) }
                == .addressMismatch
        )
        let other = try order.signed(
            with: self.world.buyers[0].key,
            certificate: self.world.buyers[0].certificate
        )
        #expect(
            refusal { try verifier.verify(other.encoded, as: Demand.self, at: MarketWorld.now) }
                == .identityMismatch
        )
    }
}
