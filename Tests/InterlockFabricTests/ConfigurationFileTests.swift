import TestSupport
import Testing

@testable import InterlockFabric

/// `config.yaml` as yaml.v2 decodes it into Fabric's `Configuration`.
@Suite struct ConfigurationFileTests {
    private func read(_ text: String) throws(FabricError) -> ConfigurationFile {
        try ConfigurationFile(reading: Array(text.utf8))
    }

    private func code(_ text: String) -> FabricError.Code? {
        do throws(FabricError) {
            _ = try self.read(text)
            return nil
        } catch {
            return error.code
        }
    }

    private static let peer = ConfigurationFile.Unit(name: "peer", certificate: "cacerts/ca.pem")

    @Test(arguments: [
        "NodeOUs:\n  Enable: true\n  PeerOUIdentifier:\n    Certificate: cacerts/ca.pem\n    OrganizationalUnitIdentifier: peer\n",
        "---\n# comment\nNodeOUs:\n    Enable: yes # YAML 1.1\n    PeerOUIdentifier:\n        Certificate: \"cacerts/ca.pem\"\n"
            + "        OrganizationalUnitIdentifier: 'peer'\n",
        "NodeOUs: {Enable: on, PeerOUIdentifier: {Certificate: cacerts/ca.pem, OrganizationalUnitIdentifier: peer}}",
        "{\"NodeOUs\": {\"Enable\": true, \"PeerOUIdentifier\": {\"Certificate\": \"cacerts/ca.pem\", "
            + "\"OrganizationalUnitIdentifier\": \"peer\"}}}",
        "base: &unit\n  Certificate: cacerts/ca.pem\nNodeOUs:\n  Enable: true\n  PeerOUIdentifier:\n    <<: *unit\n"
            + "    OrganizationalUnitIdentifier: peer\n",
        "NodeOUs:\n  Enable: true\n  ClientOUIdentifier:\n  AdminOUIdentifier:\n    Certificate: x\n"
            + "    OrganizationalUnitIdentifier:\n  PeerOUIdentifier:\n    Certificate: cacerts/ca.pem\n"
            + "    OrganizationalUnitIdentifier: peer\n---\nanother: document\n",
    ])
    func `block and flow style, anchors, YAML 1.1's flags and empty values are read`(text: String) throws {
        let units = try #require(try self.read(text).nodeUnits)
        #expect(units.isEnabled)
        #expect(units.units == [.peer: Self.peer])
    }

    @Test func `a list of units that every member must have is read`() throws {
        let text = """
            OrganizationalUnitIdentifiers:
              - Certificate: "cacerts/cacert.pem"
                OrganizationalUnitIdentifier: "COP"
              - {Certificate: cacerts/cacert.pem, OrganizationalUnitIdentifier: 7}
            """
        let read = try self.read(text)
        #expect(read.requiredUnits.map(\.name) == ["COP", "7"])
        #expect(read.requiredUnits.allSatisfy { $0.certificate == "cacerts/cacert.pem" })
        #expect(read.nodeUnits == nil)
    }

    @Test(arguments: [
        "", "# nothing\n", "---\n", "~", "NodeOUs:\n", "NodeOUs: null\nOrganizationalUnitIdentifiers: ~\n",
    ])
    func `a file may say nothing`(text: String) throws {
        let read = try self.read(text)
        #expect(read.nodeUnits == nil && read.requiredUnits.isEmpty && read.remarks.isEmpty)
    }

    @Test func `unknown keys are named, with their line`() throws {
        let read = try self.read("Extra: 1\nNodeOUs:\n  Enable: true\n  XOUIdentifier:\n    a: b\n")
        #expect(read.remarks == ["line 1, Extra is not known", "line 4, NodeOUs.XOUIdentifier is not known"])
        #expect(read.nodeUnits?.isEnabled == true)
    }

    @Test func `of a key that is there twice the last value counts, and what it holds adds up`() throws {
        let read = try self.read(
            """
            NodeOUs:
              Enable: false
              Enable: true
              PeerOUIdentifier:
                Certificate: other.pem
                OrganizationalUnitIdentifier: peer
              PeerOUIdentifier:
                Certificate: cacerts/ca.pem
            NodeOUs:
              AdminOUIdentifier: {OrganizationalUnitIdentifier: admin}
            """
        )
        #expect(read.nodeUnits?.isEnabled == true)
        #expect(read.nodeUnits?.units == [.peer: Self.peer, .admin: .init(name: "admin")])
        #expect(read.remarks.count == 3 && read.remarks.allSatisfy { $0.hasSuffix("the last one counts") })
        let many = (0...ConfigurationDocument.doubleLimit + 1).map { _ in "Enable: true\n" }.joined()
        #expect(self.code(many) == .invalidEncoding)
    }

    @Test(arguments: [
        "NodeOUs: text", "NodeOUs:\n  - a\n", "NodeOUs:\n  Enable: maybe\n", "NodeOUs:\n  Enable: \"true\"\n",
        "NodeOUs:\n  Enable: 1\n", "NodeOUs:\n\tEnable: true\n", "- a\n", "text", "NodeOUs: {", "a: *none\n",
        "NodeOUs:\n  PeerOUIdentifier: peer\n", "NodeOUs:\n  PeerOUIdentifier:\n    Certificate: [a]\n",
        "OrganizationalUnitIdentifiers: text\n", "OrganizationalUnitIdentifiers:\n  -\n",
        "? [a]\n: b\n", "a: \u{1}\n",
    ])
    func `another shape is refused`(text: String) { #expect(self.code(text) == .invalidEncoding) }

    @Test func `size, aliases and depth are bounded`() {
        #expect(self.code(String(repeating: "#", count: ConfigurationFile.byteLimit + 1)) == .limitExceeded)
        let bomb = (0..<40).map { "a\($0): &a\($0) [*a\(max($0 - 1, 0)), *a\(max($0 - 1, 0))]\n" }.joined()
        #expect(self.code(bomb) == .limitExceeded)
        let deep = String(repeating: "[", count: 20_000)
        #expect(self.code(deep) == .invalidEncoding)
        #expect((try? ConfigurationFile(reading: [0xff, 0xfe])) == nil)
    }

    @Test func `what is written reads back`() throws {
        var text = ConfigurationText()
        text.requiredUnits = [.init(name: "A B", certificate: "cacerts/0000.pem")]
        text.nodeUnits = .init(
            isEnabled: true,
            units: [.peer: Self.peer, .client: .init(name: "true", certificate: nil)]
        )
        let read = try self.read(text.text())
        #expect(read.requiredUnits == text.requiredUnits)
        #expect(read.nodeUnits == text.nodeUnits)
    }

    @Test func `any units read back, and any bytes do no harm`() throws {
        var generator = SeededGenerator(seed: 11)
        let letters = Array("abcXYZ 019-_/.:#'äλ{}[],&*")
        for _ in 0..<500 {
            var text = ConfigurationText()
            var units = ConfigurationFile.RoleUnits(isEnabled: Bool.random(using: &generator), units: [:])
            for role in NodeRole.allCases where Bool.random(using: &generator) {
                let name = String((0..<5).compactMap { _ in letters.randomElement(using: &generator) })
                units.units[role] = .init(
                    name: name,
                    certificate: Bool.random(using: &generator) ? name : nil
                )
            }
            text.nodeUnits = units
            let written = try text.text()
            #expect(try self.read(written).nodeUnits == units)
            var bytes = Array(written.utf8)
            for _ in 0..<4 {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(
                    in: 0...255,
                    using: &generator
                )
            }
            _ = try? ConfigurationFile(reading: bytes)
        }
    }
}
