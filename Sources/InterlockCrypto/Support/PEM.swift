internal import COpenSSL

/// Textual encodings (RFC 7468) of public things; secrets in PEM go through OpenSSL's own reader.
package enum PEM {
    /// Wraps DER.
    package static func encode(_ der: [UInt8], label: String) -> String {
        var encoded = [UInt8](repeating: 0, count: (der.count + 2) / 3 * 4 + 1)
        let count = unsafe EVP_EncodeBlock(&encoded, der, Int32(der.count))
        var text = "-----BEGIN \(label)-----\n"
        for start in stride(from: 0, to: Int(count), by: 64) {
            text += String(decoding: encoded[start..<min(start + 64, Int(count))], as: UTF8.self) + "\n"
        }
        return text + "-----END \(label)-----\n"
    }

    /// The bytes of the one block of that label that `text` holds.
    ///
    /// - Throws: `CryptoError` with code `invalidEncoding` where there is none, or more than one, or it is malformed.
    package static func decode(_ text: String, label: String) throws(CryptoError) -> [UInt8] {
        let blocks = try Self.decodeAll(text, label: label)
        guard let block = blocks.first, blocks.count == 1 else {
            throw CryptoError(.invalidEncoding, "expected one PEM block \"\(label)\", found \(blocks.count)")
        }
        return block
    }

    /// The bytes of every block of that label, in order.
    ///
    /// Text between blocks is passed over, and so are blocks of other known labels. A block of an unknown label is an
    /// error: it may hold what the caller looks for, as a misspelt label or a PKCS #7 container does.
    ///
    /// - Parameters:
    ///   - text: The text.
    ///   - label: The label as it is written.
    ///   - alias: Another label of the same meaning, which old tools write.
    /// - Returns: The bytes.
    /// - Throws: `CryptoError` with code `invalidEncoding`, and the line.
    package static func decodeAll(
        _ text: String,
        label: String,
        alias: String? = nil
    ) throws(CryptoError) -> [[UInt8]] {
        var reader = try PEMReader(text)
        var blocks: [[UInt8]] = []
        while let block = try reader.nextBlock() {
            if block.label == label || block.label == alias {
                blocks.append(try block.decoded())
            } else if !Self.passedOver.contains(block.label) {
                throw PEMReader.malformed(
                    block.line,
                    "expected a block \"\(label)\", found \"\(block.label)\"; convert it, or take it out of the file"
                )
            }
        }
        return blocks
    }

    /// Tells whether a text has a block of that label; blocks of every label count as known.
    ///
    /// - Throws: `CryptoError` with code `invalidEncoding` for a boundary that is malformed.
    package static func contains(label: String, in text: String) throws(CryptoError) -> Bool {
        var reader = try PEMReader(text)
        var isThere = false
        while let block = try reader.nextBlock() { isThere = isThere || block.label == label }
        return isThere
    }

    /// Labels of blocks that never hold a certificate or a revocation list that somebody looks for under another label
    /// (OpenSSL's pem.h, RFC 7468, and ours).
    private static let passedOver: Set<String> = [
        "CERTIFICATE", "X509 CERTIFICATE", "X509 CRL", "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST",
        "PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY", "PUBLIC KEY",
        "RSA PUBLIC KEY", "EC PARAMETERS", "DH PARAMETERS", "X9.42 DH PARAMETERS", "ATTRIBUTE CERTIFICATE",
        "IMPLICIT CERTIFICATE",
    ]
}
