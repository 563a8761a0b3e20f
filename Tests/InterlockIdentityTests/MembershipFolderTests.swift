import Glibc
import InterlockCrypto
import Testing

@testable import InterlockFabric
@testable import InterlockIdentity

@Suite struct MembershipFolderTests {
    let world: MembershipWorld

    init() throws { self.world = try MembershipWorld() }

    @Test func `a folder reads back as it was written, and no one else may read its key`() throws {
        let folder = try self.world.folder()
        try MembershipWorld.withScratch { path in
            try folder.write(to: path, unencryptedKey: self.world.key)
            #expect(try MembershipFolder(reading: path) == folder)
            let read = try MembershipFolder.unencryptedKey(in: path)
            #expect(read.verifyingKey == self.world.key.verifyingKey)
            let name = "\(self.world.key.verifyingKey.keyIdentifier.hexString)_sk"
            #expect(try FileSystem.names(in: "\(path)/keystore") == [name])
            var status = stat()
            #expect(unsafe stat("\(path)/keystore/\(name)", &status) == 0)
            #expect(status.st_mode & 0o777 == 0o600)
        }
    }

    @Test func `nothing that is there is replaced, and nothing half done is left`() throws {
        let folder = try self.world.folder()
        try MembershipWorld.withScratch { path in
            try folder.write(to: path)
            #expect(MembershipWorld.code { try folder.write(to: path) } == .alreadyExists)
            #expect(try FileSystem.names(in: "\(path)/keystore") == [MembershipFolder.Name.keyElsewhere])
            struct Stop: Error {}
            #expect(throws: Stop.self) {
                try FileSystem.createFolder("\(path)2") { inner in
                    try FileSystem.create("\(inner)/a", mode: 0o644, [1])
                    throw Stop()
                }
            }
            let parent = String(path.dropLast("/msp".count))
            #expect(try FileSystem.names(in: parent) == ["msp"])
        }
    }

    @Test func `a key that is not the signer's is not written`() throws {
        let folder = try self.world.folder()
        let other = try SigningKey(level: .bits128)
        try MembershipWorld.withScratch { path in
            #expect(
                MembershipWorld.code { try folder.write(to: path, unencryptedKey: other) }
                    == .invalidCertificate
            )
            #expect(!FileSystem.exists(path))
        }
    }

    @Test func `a folder without a key says that the key is elsewhere, and its report notes it`() throws {
        let folder = try self.world.folder()
        try MembershipWorld.withScratch { path in
            try folder.write(to: path)
            let report = try MembershipReport(on: path, at: CertificateWorld.noon)
            #expect(report.isAccepted && report.defects.map(\.rule) == [.keyMissing])
            try FileSystem.remove("\(path)/keystore/\(MembershipFolder.Name.keyElsewhere)")
            let again = try MembershipReport(on: path, at: CertificateWorld.noon)
            #expect(!again.isSetUp && again.defects.map(\.rule) == [.keyMissing])
        }
    }

    /// A folder with its key, changed; the rules that are broken, notes apart.
    private func report(_ change: (String) throws -> Void) throws -> MembershipReport {
        var report: MembershipReport?
        try MembershipWorld.withScratch { path in
            try self.world.folder().write(to: path, unencryptedKey: self.world.key)
            try change(path)
            report = try MembershipReport(on: path, at: CertificateWorld.noon)
        }
        return try #require(report)
    }

    private static func write(_ path: String, _ text: String) throws {
        try FileSystem.replace(path, mode: 0o644, Array(text.utf8))
    }

    private static func keyFile(_ path: String) throws -> String {
        "\(path)/keystore/\(try FileSystem.names(in: "\(path)/keystore")[0])"
    }

    @Test func `files without PEM, and all but the first block of a file, are passed over and noted`() throws
    {
        let report = try self.report { path in
            try Self.write("\(path)/cacerts/README.md", "read me")
            try FileSystem.replace("\(path)/cacerts/.DS_Store", mode: 0o644, [0, 1, 0x42, 0xff])
            try FileSystem.makeFolder("\(path)/admincerts")
            try Self.write("\(path)/admincerts/.gitkeep", "")
            try FileSystem.makeFolder("\(path)/cacerts/folder")
            let both = self.world.root.certificate.pemRepresentation + self.world.peer.pemRepresentation
            try Self.write("\(path)/cacerts/0000.pem", "# the root\n" + both)
        }
        #expect(report.isAccepted)
        #expect(report.defects.map(\.rule) == [.passedOver, .passedOver, .passedOver, .passedOver])
    }

    @Test func `what is PEM and no certificate or list is refused, and every reason is given`() throws {
        let report = try self.report { path in
            try Self.write("\(path)/cacerts/key.pem", "-----BEGIN X-----\nAQID\n-----END X-----\n")
            try Self.write(
                "\(path)/crls/0000.pem",
                "text\n" + self.world.list(self.world.root).pemRepresentation
            )
            try FileSystem.remove(Self.keyFile(path))
        }
        #expect(!report.isSetUp)
        #expect(report.defects.map(\.rule) == [.unreadable, .unreadable, .keyMissing])
    }

    @Test func `the same authority may stand in two files`() throws {
        let report = try self.report { path in
            try Self.write("\(path)/cacerts/again.pem", self.world.root.certificate.pemRepresentation)
        }
        #expect(report.isAccepted && report.defects.isEmpty)
    }

    @Test func `the key store holds the signer's key in the clear, whatever stands beside it`() throws {
        let taken: [(String) throws -> Void] = [
            {
                try Self.write(
                    "\($0)/keystore/00_pk",
                    "-----BEGIN PUBLIC KEY-----\nAQID\n-----END PUBLIC KEY-----\n"
                )
            },
            { try Self.write("\($0)/keystore/.gitkeep", "") },
            { path in
                let other = PEM.encode(
                    try SigningKey(level: .bits128).derRepresentation().publicCopy(),
                    label: "PRIVATE KEY"
                )
                try Self.write("\(path)/keystore/00_sk", other)
            },
            { path in
                let file = try Self.keyFile(path)
                let text = try FileSystem.read(file)
                try FileSystem.remove(file)
                try FileSystem.replace("\(path)/keystore/priv_sk", mode: 0o600, text)
            },
        ]
        for change in taken { #expect(try self.report(change).defects.isEmpty) }
        let refused: [(String) throws -> Void] = [
            { try FileSystem.remove(try Self.keyFile($0)) },
            { path in
                let other = PEM.encode(
                    try SigningKey(level: .bits128).derRepresentation().publicCopy(),
                    label: "PRIVATE KEY"
                )
                try Self.write(try Self.keyFile(path), other)
            },
            { path in
                let sealed = try self.world.key.encryptedPEMRepresentation(
                    passphrase: SecretBytes(copying: "pass".utf8),
                    cost: ScryptCost(logN: 10, blockSize: 8, parallelization: 1)
                )
                try Self.write(try Self.keyFile(path), sealed)
            },
        ]
        for change in refused {
            let report = try self.report(change)
            #expect(!report.isSetUp && report.defects.map(\.rule) == [.keyMissing])
        }
    }

    @Test func `a folder without signer, an empty one and one that is not there`() throws {
        let without = try self.report { path in
            try FileSystem.remove("\(path)/signcerts/0000.pem")
            try Self.write("\(path)/signcerts/.gitkeep", "")
        }
        #expect(!without.isSetUp && without.defects.map(\.rule) == [.passedOver, .signerMissing])
        try MembershipWorld.withScratch { path in
            #expect(throws: FileError.self) { try MembershipReport(on: path, at: CertificateWorld.noon) }
            #expect(throws: FileError.self) { try MembershipFolder(reading: path) }
            try FileSystem.makeFolder(path)
            #expect(MembershipWorld.rule { try MembershipFolder(reading: path) } == .anchorMissing)
        }
    }

    @Test func `a unit's authority may lie anywhere; where it cannot be read every authority vouches`() throws
    {
        let text = { (file: String) in
            "NodeOUs:\n  Enable: true\n  PeerOUIdentifier:\n    Certificate: \(file)\n"
                + "    OrganizationalUnitIdentifier: peer\n  AdminOUIdentifier: {OrganizationalUnitIdentifier: admin}\n"
        }
        let issuer = self.world.authority.certificate.pemRepresentation
        for (file, rules) in [
            ("intermediatecerts/0000.pem", []), ("../msp/intermediatecerts/0000.pem", []),
            ("elsewhere.pem", []),
            ("cacerts/none.pem", [MembershipDefect.Rule.unitIssuer]), ("/etc/passwd", [.unitIssuer]),
        ] {
            let report = try self.report { path in
                try Self.write("\(path)/elsewhere.pem", issuer)
                try Self.write("\(path)/config.yaml", text(file))
            }
            #expect(report.isAccepted && report.defects.map(\.rule) == rules, "\(file)")
        }
        let stranger = try TestAuthority("Stranger").certificate.pemRepresentation
        let refused = try self.report { path in
            try Self.write("\(path)/stranger.pem", stranger)
            try Self.write("\(path)/config.yaml", text("stranger.pem"))
        }
        #expect(!refused.isSetUp && refused.defects.contains { $0.rule == .unitIssuer })
    }

    @Test func `an unknown key is noted, and a configuration of another shape refused`() throws {
        let noted = try self.report { path in
            let text = try String(decoding: FileSystem.read("\(path)/config.yaml"), as: UTF8.self)
            try Self.write("\(path)/config.yaml", "Extra: 1\n" + text)
        }
        #expect(noted.isAccepted && noted.defects.map(\.rule) == [.configuration])
        let refused = try self.report { try Self.write("\($0)/config.yaml", "NodeOUs: text\n") }
        #expect(!refused.isSetUp && refused.defects.map(\.rule) == [.configuration, .administratorMissing])
    }

    @Test func `units that every member must have read back as they were written`() throws {
        var folder = try self.world.folder()
        folder.requiredUnits = [.init("peer", issuer: self.world.authority.certificate)]
        try MembershipWorld.withScratch { path in
            try folder.write(to: path, unencryptedKey: self.world.key)
            #expect(try MembershipFolder(reading: path) == folder)
            #expect(try MembershipReport(on: path, at: CertificateWorld.noon).defects.isEmpty)
        }
    }
}
