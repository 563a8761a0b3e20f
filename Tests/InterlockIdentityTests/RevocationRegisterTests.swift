import InterlockCrypto
import Testing

@testable import InterlockIdentity

/// The lists that a ledger goes by.
@Suite struct RevocationRegisterTests {
    let world: CertificateWorld
    let forge: RevocationListForge
    let noon = CertificateWorld.noon

    init() throws {
        self.world = try CertificateWorld()
        self.forge = RevocationListForge(self.world.root)
    }

    private func add(_ register: inout RevocationRegister, _ list: RevocationList) -> IdentityError.Code? {
        code { try register.add(list, anchors: [self.world.root.certificate], at: self.noon) }
    }

    @Test func `a number of 20 octets is held whole, and one above it replaces it`() throws {
        var register = RevocationRegister()
        func long(_ last: UInt8) throws -> RevocationList {
            try self.forge.with { $0.longNumber = [0x7f] + [UInt8](repeating: 0xff, count: 18) + [last] }
                .list()
        }
        let (first, second) = (try long(1), try long(2))
        #expect(self.add(&register, try self.forge.with { $0.number = .max }.list()) == nil)
        #expect(self.add(&register, first) == nil)
        #expect(self.add(&register, try long(1)) == .alreadyExists)
        #expect(self.add(&register, try self.forge.with { $0.number = .max }.list()) == .alreadyExists)
        #expect(self.add(&register, second) == nil)
        #expect(register.lists == [second])
    }

    @Test func `a delta, a part, a list of tomorrow or of yesterday replaces nothing`() throws {
        var register = RevocationRegister()
        let complete = try self.forge.list()
        #expect(self.add(&register, complete) == nil)
        let next = self.forge.with { $0.number = 2 }
        let refused: [(RevocationList, IdentityError.Code)] = [
            (try next.with { $0.base = 1 }.list(), .revocationUnknown),
            (try next.with { $0.from = self.noon.adding(seconds: 1) }.list(), .notYetValid),
            (try next.with { $0.to = self.noon.adding(seconds: -1) }.list(), .expired),
            (
                try next.with { $0.entries = [.init(serial: 1, reason: .removeFromList)] }.list(),
                .revocationUnknown
            ),
            (try RevocationListForge(self.world.intermediate).with { $0.number = 2 }.list(), .unknownIssuer),
        ]
        for (list, expected) in refused { #expect(self.add(&register, list) == expected, "\(list)") }
        #expect(register.lists == [complete])
        var point = IssuingDistributionPoint()
        point.onlyContainsUserCertificates = true
        let part = try next.with { $0.point = point }.list()
        #expect(self.add(&register, part) == nil)
        #expect(register.lists == [complete, part])
        #expect(self.add(&register, try next.list()) == nil)
        #expect(register.lists.count == 2)
    }

    @Test func `anchors of one name have a list each`() throws {
        let namesake = try CertificateAuthority.makeRoot(
            named: self.world.root.certificate.subjectName,
            key: SigningKey(level: .bits128),
            validity: CertificateWorld.validity
        )
        let anchors = [self.world.root.certificate, namesake.certificate]
        let lists = [try self.forge.list(), try RevocationListForge(namesake).with { $0.number = 7 }.list()]
        var register = RevocationRegister()
        #expect(try register.addNewer(lists, anchors: anchors, at: self.noon) == lists)
        #expect(register.lists == lists)
        #expect(try register.addNewer(lists, anchors: anchors, at: self.noon).isEmpty)
        let stale = try self.forge.with { $0.to = self.noon.adding(seconds: -1) }.list()
        #expect(try register.addNewer([stale], anchors: anchors, at: self.noon).isEmpty)
    }

    @Test func `there is a limit to scopes`() throws {
        var register = RevocationRegister()
        for number in 0...RevocationRegister.limit {
            let name = DistributionPointName.full([.uniformResourceIdentifier("http://crl/\(number)")])
            let list = try self.forge.with { $0.point = IssuingDistributionPoint(name: name) }.list()
            #expect(self.add(&register, list) == (number < RevocationRegister.limit ? nil : .limitExceeded))
        }
    }
}
