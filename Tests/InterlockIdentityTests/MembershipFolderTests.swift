import Glibc
import InterlockCrypto
import Testing

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
            #expect(code { try folder.write(to: path) } == .alreadyExists)
            #expect(!FileSystem.exists("\(path)/keystore"))
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
            #expect(code { try folder.write(to: path, unencryptedKey: other) } == .invalidCertificate)
            #expect(!FileSystem.exists(path))
        }
    }

    @Test func `a second certificate in a file is refused, for Fabric would not see it`() throws {
        try MembershipWorld.withScratch { path in
            try self.world.folder().write(to: path)
            let both = self.world.root.certificate.pemRepresentation + self.world.peer.pemRepresentation
            try FileSystem.replace("\(path)/cacerts/0000.pem", mode: 0o644, Array(both.utf8))
            #expect(code { try MembershipFolder(reading: path) } == .invalidEncoding)
        }
    }

    @Test func `a unit's authority that is not in the folder is refused, where Fabric lets any vouch`() throws
    {
        try MembershipWorld.withScratch { path in
            try self.world.folder().write(to: path)
            for file in ["cacerts/none.pem", "../msp/cacerts/0000.pem", "/etc/passwd"] {
                let text =
                    "NodeOUs:\n  Enable: true\n  PeerOUIdentifier:\n"
                    + "    Certificate: \(file)\n    OrganizationalUnitIdentifier: peer\n"
                try FileSystem.replace("\(path)/config.yaml", mode: 0o644, Array(text.utf8))
                #expect(code { try MembershipFolder(reading: path) } == .invalidEncoding)
            }
        }
    }
}
