internal import COpenSSL

/// One block of PEM, its base64 unread.
struct PEMBlock {
    let label: String
    /// The number of the line with the first boundary.
    let line: Int
    /// Everything between the boundaries, without line ends and white space.
    let body: [UInt8]

    /// The bytes that the base64 stands for.
    func decoded() throws(CryptoError) -> [UInt8] {
        let encoded = self.body
        guard !encoded.isEmpty, encoded.count.isMultiple(of: 4), let count = Int32(exactly: encoded.count)
        else {
            throw PEMReader.malformed(self.line, "the block's base64 is not in groups of four characters")
        }
        let padding = encoded.suffix(2).reversed().prefix { $0 == Self.pad }.count
        var decoded = [UInt8](repeating: 0, count: encoded.count / 4 * 3)
        // OpenSSL takes a "=" for a zero wherever it stands.
        guard !encoded.dropLast(padding).contains(Self.pad),
            unsafe EVP_DecodeBlock(&decoded, encoded, count) == decoded.count
        else { throw PEMReader.malformed(self.line, "the block is not base64") }
        return Array(decoded.dropLast(padding))
    }

    private static let pad = UInt8(ascii: "=")
}
