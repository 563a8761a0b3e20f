import InterlockCrypto
import InterlockIdentity
import MarketTestSupport
import Testing

@testable import InterlockAuthority

@Suite struct EnrolmentTests {
    private let world: AuthorityWorld
    private let now = AuthorityWorld.start.adding(seconds: 60)
    private let end = AuthorityWorld.start.adding(seconds: 3_600)

    init() throws { self.world = try AuthorityWorld() }

    private func register(_ name: String = "alice") throws -> EnrolmentSecret {
        try self.world.desk.register(AuthorityWorld.attributes(name), expires: self.end, at: self.now)
    }

    private func enrol(
        _ secret: borrowing EnrolmentSecret,
        key: SigningKey? = nil,
        identity: String = "alice",
        at time: Timestamp? = nil
    ) throws -> IssuedCertificate {
        try self.world.desk.enrol(
            secret,
            request: VerifiedRequest(
                from: DistinguishedName(commonName: identity),
                key: key ?? SigningKey(level: .bits128)
            ),
            validity: AuthorityWorld.year,
            at: time ?? self.now
        )
    }

    private func code(_ body: () throws -> Void) -> AuthorityError.Code? {
        do {
            try body()
            return nil
        } catch {
            return (error as? AuthorityError)?.code
        }
    }

    @Test func `a token is used once, and gives what the authority decided`() throws {
        let secret = try self.register()
        let issued = try self.enrol(secret)
        #expect(issued.attributes == (try AuthorityWorld.attributes("alice")).canonicalEncoding)
        #expect(self.code { _ = try self.enrol(secret) } == .tokenUsed)
        #expect(try self.world.audit().problem == nil)
    }

    @Test func `the same key with the same token gets the same certificate again`() throws {
        let secret = try self.register()
        let key = try SigningKey(level: .bits128)
        let issued = try self.enrol(secret, key: key)
        #expect(try self.enrol(secret, key: key, at: self.end.adding(seconds: 9)) == issued)
        #expect(try self.world.desk.store.certificateCount() == 1)
    }

    @Test func `a second token makes the next generation`() throws {
        let first = try self.register()
        let second = try self.register()
        #expect(try self.enrol(first).generation == 0)
        #expect(try self.enrol(second).generation == 1)
    }

    @Test func `an expired token, another's request, and an unknown token are refused`() throws {
        let secret = try self.register()
        #expect(self.code { _ = try self.enrol(secret, at: self.end.adding(seconds: 1)) } == .tokenExpired)
        #expect(self.code { _ = try self.enrol(secret, identity: "mallory") } == .tokenMismatch)
        let stranger = try AuthorityWorld().desk.register(
            AuthorityWorld.attributes("alice"),
            expires: self.end,
            at: self.now
        )
        #expect(self.code { _ = try self.enrol(stranger) } == .tokenUnknown)
        // None of it has used it up.
        _ = try self.enrol(secret, at: self.end)
        #expect(try self.world.audit().problem == nil)
    }

    @Test func `ten wrong secrets lock a token, and each stands in the journal`() throws {
        let secret = try self.register()
        for _ in 0..<EnrolmentToken.attemptLimit {
            let wrong = try EnrolmentSecret.random(named: secret.name)
            #expect(self.code { _ = try self.enrol(wrong) } == .tokenUnknown)
        }
        #expect(self.code { _ = try self.enrol(secret) } == .tokenLocked)
        let refusals = try self.world.desk.store.records(from: 0, limit: 100).filter {
            $0.event.kind == .refuse
        }
        #expect(refusals.count == EnrolmentToken.attemptLimit)
        #expect(try self.world.audit().problem == nil)
    }

    @Test func `a secret is read as it is printed, and any changed letter is told`() throws {
        let secret = try self.register()
        let text = secret.text().publicCopy()
        #expect(text.count == 55)
        #expect(try EnrolmentSecret(SecretBytes(copying: text)).hash().constantTimeEquals(secret.hash()))
        let lower = Array(String(decoding: text, as: UTF8.self).lowercased().utf8)
        #expect(try EnrolmentSecret(SecretBytes(copying: lower)).hash().constantTimeEquals(secret.hash()))
        for place in text.indices where text[place] != UInt8(ascii: "-") {
            var bad = text
            bad[place] = bad[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(self.code { _ = try EnrolmentSecret(SecretBytes(copying: bad)) } == .tokenMalformed)
        }
        for bad in ["", "A", String(repeating: "1", count: 48), String(repeating: "A", count: 49)] {
            #expect(
                self.code { _ = try EnrolmentSecret(SecretBytes(copying: Array(bad.utf8))) }
                    == .tokenMalformed
            )
        }
    }

    @Test func `nothing of a secret is in the store`() throws {
        let secret = try self.register()
        let (text, hash) = (secret.text().publicCopy(), secret.hash().publicCopy())
        for name in try FileSystem.names(in: self.world.folder.path) {
            let bytes = try FileSystem.read("\(self.world.folder.path)/\(name)")
            let content = String(decoding: bytes, as: UTF8.self)
            #expect(!content.contains(String(decoding: text, as: UTF8.self)))
        }
        #expect(!hash.elementsEqual(text))
    }
}
