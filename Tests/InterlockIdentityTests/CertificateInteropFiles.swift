import Glibc
import InterlockCrypto
import Testing

@testable import InterlockIdentity

/// Writes what Tests/Interop/x509_interop.py reads, where the environment names a folder that does not exist yet:
/// `INTERLOCK_INTEROP_DIR=DIR swift test --filter CertificateInteropFiles`.
@Suite struct CertificateInteropFiles {
    private static var folder: String? {
        unsafe getenv("INTERLOCK_INTEROP_DIR").map { unsafe String(cString: $0) }
    }

    @Test(.enabled(if: folder != nil), arguments: SecurityLevel.allCases)
    func `files for other tools to read`(level: SecurityLevel) throws {
        let folder = try #require(Self.folder) + "/\(level.rawValue)"
        try FileSystem.makeFolder(folder)
        let world = try CertificateWorld(level: level)
        let revoked = try world.intermediate.issue(
            to: CertificateWorld.attributes("household-13"),
            key: SigningKey(level: level).verifyingKey,
            validity: CertificateWorld.validity
        )
        let entry = RevokedCertificate(
            serialNumber: revoked.serialNumber,
            revokedAt: CertificateWorld.start,
            reason: .keyCompromise
        )
        let list = try CertificateWorld.list(world.intermediate, revoked: [entry])
        let texts = [
            ("root.pem", world.root.certificate.pemRepresentation),
            ("intermediate.pem", world.intermediate.certificate.pemRepresentation),
            ("leaf.pem", world.leaf.pemRepresentation),
            ("revoked.pem", revoked.pemRepresentation),
            ("crl.pem", list.pemRepresentation + world.rootList.pemRepresentation),
        ]
        for (name, text) in texts {
            try FileSystem.create("\(folder)/\(name)", mode: 0o644, Array(text.utf8))
        }
        try Self.writeDeliveries(world, folder)
    }

    private static func writeDeliveries(_ world: CertificateWorld, _ folder: String) throws {
        let word = "correct horse battery"
        let delivery = try KeyDelivery(
            key: world.key,
            certificates: [world.leaf, world.intermediate.certificate, world.root.certificate]
        )
        let transportKey = try SigningKey(level: world.level)
        let transport = try world.root.issue(
            to: CertificateWorld.attributes("household-17"),
            key: transportKey.verifyingKey,
            validity: CertificateWorld.validity,
            profile: .transport
        )
        func passphrase() -> SecretBytes { SecretBytes(copying: Array(word.utf8)) }
        let files = [
            ("passphrase.txt", Array(word.utf8)),
            ("delivery.pem", Array(try delivery.pemRepresentation(passphrase: passphrase()).utf8)),
            ("delivery.p12", try delivery.pkcs12Representation(passphrase: passphrase())),
            ("delivery.cms", try delivery.enveloped(for: transport)),
            ("transport.pem", Array(transport.pemRepresentation.utf8)),
            (
                "transport-key.pem",
                Array(try transportKey.encryptedPEMRepresentation(passphrase: passphrase()).utf8)
            ),
        ]
        for (name, bytes) in files { try FileSystem.create("\(folder)/\(name)", mode: 0o600, bytes) }
    }
}
