import InterlockCrypto
import TestSupport
import Testing

@testable import InterlockIdentity

@Suite struct NodeUnitsTextTests {
    /// As the samples of Fabric write it.
    static let sample = """
        NodeOUs:
          Enable: true
          ClientOUIdentifier:
            Certificate: cacerts/localhost-7054-ca-org1.pem
            OrganizationalUnitIdentifier: client
          PeerOUIdentifier:
            Certificate: cacerts/localhost-7054-ca-org1.pem
            OrganizationalUnitIdentifier: peer
        """

    @Test func `what Fabric's own scripts write is read`() throws {
        let read = try #require(try NodeUnitsText(reading: Self.sample))
        #expect(read.isEnabled)
        #expect(read.units.count == 2)
        #expect(read.units[.peer] == .init(name: "peer", certificate: "cacerts/localhost-7054-ca-org1.pem"))
    }

    @Test(arguments: [
        "---\n# a comment\n\nNodeOUs: # here\n    Enable: TRUE\n    AdminOUIdentifier:\n        OrganizationalUnitIdentifier: 'a b'\n",
        "NodeOUs:\r\n  Enable: true\r\n  AdminOUIdentifier:\r\n   OrganizationalUnitIdentifier: \"a b\" # quoted\r\n",
        "NodeOUs:\n  AdminOUIdentifier:\n    OrganizationalUnitIdentifier: a b   # plain\n  Enable: True",
    ])
    func `other ways of writing the same are read`(text: String) throws {
        let read = try #require(try NodeUnitsText(reading: text))
        #expect(read == NodeUnitsText(isEnabled: true, units: [.admin: .init(name: "a b")]))
    }

    @Test(arguments: [
        "NodeOUs: {Enable: true}", "NodeOUs:\n\tEnable: true", "NodeOUs:\n  Enable: yes",
        "NodeOUs:\n  Enable: &a true",
        "NodeOUs:\n  Enable: true\n  Enable: false", "NodeOUs:\n  Enabled: true", "NodeOUs:\n",
        "NodeOUs: true",
        "NodeOUs:\n  Enable: true\n    PeerOUIdentifier:\n", "NodeOUs:\n    Enable: true\n  Enable: true",
        "- NodeOUs",
        "NodeOUs:\n  PeerOUIdentifier:\n    Certificate: a", "NodeOUs:\n  PeerOUIdentifier: peer",
        "NodeOUs:\n  PeerOUIdentifier:\n    OrganizationalUnitIdentifier: \"a\\n\"",
        "NodeOUs:\n  PeerOUIdentifier:\n    OrganizationalUnitIdentifier: \"\"",
        "NodeOUs:\n  PeerOUIdentifier:\n    OrganizationalUnitIdentifier: a: b",
        "NodeOUs:\n  PeerOUIdentifier:\n    OrganizationalUnitIdentifier: !!str a",
        "OrganizationalUnitIdentifiers:\n  - Certificate: a", " NodeOUs:\n  Enable: true",
        "NodeOUs:\n  Enable: true\n...\n",
    ])
    func `everything else is refused`(text: String) {
        #expect(code { try NodeUnitsText(reading: text) } == .invalidEncoding)
    }

    @Test func `a file beyond its limit is refused`() {
        let text = String(repeating: "#", count: NodeUnitsText.byteLimit + 1)
        #expect(code { try NodeUnitsText(reading: text) } == .limitExceeded)
    }

    @Test func `any units read back, and any bytes do no harm`() throws {
        var generator = SeededGenerator(seed: 11)
        let letters = Array("abcXYZ 019-_/.:#'äλ")
        for _ in 0..<500 {
            var text = NodeUnitsText(isEnabled: Bool.random(using: &generator), units: [:])
            for role in NodeRole.allCases where Bool.random(using: &generator) {
                let name = String((0..<5).compactMap { _ in letters.randomElement(using: &generator) })
                text.units[role] = .init(name: name, certificate: Bool.random(using: &generator) ? name : nil)
            }
            let written = try text.text()
            #expect(try NodeUnitsText(reading: written) == text)
            var bytes = Array(written.utf8)
            for _ in 0..<4 {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(
                    in: 0...127,
                    using: &generator
                )
            }
            _ = try? NodeUnitsText(reading: String(decoding: bytes, as: UTF8.self))
        }
    }
}
