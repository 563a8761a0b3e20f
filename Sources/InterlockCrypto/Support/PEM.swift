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

    /// The bytes of every block of that label, in order; text between blocks is passed over.
    package static func decodeAll(_ text: String, label: String) throws(CryptoError) -> [[UInt8]] {
        var blocks: [[UInt8]] = []
        var body: [UInt8]?
        for (index, line) in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .enumerated()
        {
            let trimmed = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
            if trimmed.elementsEqual("-----BEGIN \(label)-----".utf8) {
                guard body == nil else { throw Self.malformed(index, "a block begins inside a block") }
                body = []
            } else if trimmed.elementsEqual("-----END \(label)-----".utf8) {
                guard let encoded = body else {
                    throw Self.malformed(index, "a block ends that did not begin")
                }
                blocks.append(try Self.decodeBase64(encoded, line: index))
                body = nil
            } else {
                body?.append(contentsOf: trimmed)
            }
        }
        guard body == nil else {
            throw CryptoError(.invalidEncoding, "the PEM block \"\(label)\" does not end")
        }
        return blocks
    }

    private static func decodeBase64(_ encoded: [UInt8], line: Int) throws(CryptoError) -> [UInt8] {
        guard !encoded.isEmpty, encoded.count.isMultiple(of: 4) else {
            throw Self.malformed(line, "base64 comes in groups of four characters")
        }
        var decoded = [UInt8](repeating: 0, count: encoded.count / 4 * 3)
        let count = unsafe EVP_DecodeBlock(&decoded, encoded, Int32(encoded.count))
        let padding = encoded.suffix(2).count { $0 == UInt8(ascii: "=") }
        guard count == decoded.count else { throw Self.malformed(line, "not base64") }
        return Array(decoded.dropLast(padding))
    }

    private static func malformed(_ line: Int, _ reason: String) -> CryptoError {
        CryptoError(.invalidEncoding, "PEM line \(line + 1): \(reason)")
    }
}
