import Interlock

/// The files that a responder is made of.
struct ResponderFiles {
    let issuer: String
    let certificate: String
    let key: String
    let passphrase: String
    let list: String

    /// The files that may change, as they are now.
    var stamps: [WatchedFile.Stamp?] {
        [self.list, self.certificate, self.key, self.passphrase].map(WatchedFile.stamp)
    }

    /// The responder that the files make, and the stamps of just the bytes that were read.
    struct Contents {
        let responder: OCSPResponder
        let list: RevocationList
        let stamps: [WatchedFile.Stamp?]
    }

    /// Reads all files.
    ///
    /// - Throws: `Failure`, its message beginning with the file's path.
    func read(lifetime: Int64) throws(Failure) -> Contents {
        let (listBytes, listStamp) = try WatchedFile.read(self.list, limit: RevocationList.byteLimit * 3 / 2)
        let list = try Failure.naming(self.list) { try Self.revocationList(listBytes) }
        let (certificate, certificateStamp) = try Self.certificate(self.certificate)
        let (passphrase, passphraseStamp) = try WatchedFile.read(self.passphrase, limit: 4_096)
        let (keyBytes, keyStamp) = try WatchedFile.read(self.key, limit: 1 << 16)
        let key = try Failure.naming(self.key) {
            try SigningKey(
                encryptedPEMRepresentation: String(decoding: keyBytes, as: UTF8.self),
                passphrase: SecretBytes(copying: Self.firstLine(passphrase))
            )
        }
        let issuer = try Self.certificate(self.issuer).certificate
        let responder = try Failure.naming(self.certificate) {
            try OCSPResponder(
                issuer: issuer,
                signer: certificate,
                key: key,
                revocationList: list,
                lifetime: lifetime
            )
        }
        return Contents(
            responder: responder,
            list: list,
            stamps: [listStamp, certificateStamp, keyStamp, passphraseStamp]
        )
    }

    private static func revocationList(_ bytes: [UInt8]) throws -> RevocationList {
        bytes.first == 0x30
            ? try RevocationList(derRepresentation: bytes)
            : try RevocationList(pemRepresentation: String(decoding: bytes, as: UTF8.self))
    }

    private static func certificate(
        _ path: String
    ) throws(Failure) -> (certificate: Certificate, stamp: WatchedFile.Stamp) {
        let (bytes, stamp) = try WatchedFile.read(path, limit: 1 << 20)
        let all = try Failure.naming(path) { try Certificate.readPEM(String(decoding: bytes, as: UTF8.self)) }
        guard let first = all.first else { throw Failure(.usage, "\(path): no certificate in it") }
        return (first, stamp)
    }

    /// The first line, without a byte order mark in front.
    private static func firstLine(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        let text = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? bytes.dropFirst(3) : bytes[...]
        return text.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    }
}
