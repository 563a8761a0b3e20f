internal import InterlockJSON

/// When a block is cut, beside the time-to-cut messages: Fabric's BatchSize.
public struct BatchSize: Hashable, Sendable, Codable {
    /// MaxMessageCount: as soon as this many wait.
    public let maximumCount: Int
    /// PreferredMaxBytes: before one that would take the payloads beyond this.
    public let preferredMaximumBytes: Int

    /// 100 messages, 4 MiB.
    public static let standard = BatchSize(checked: 100, 4 << 20)

    /// Takes the two.
    ///
    /// - Throws: `LedgerError` with code `malformed` where either is not positive, or above 65,536 messages or
    ///   32 MiB: a block must stay below ``Block/maximumByteCount``.
    public init(maximumCount: Int, preferredMaximumBytes: Int) throws(LedgerError) {
        guard (1...(1 << 16)).contains(maximumCount),
            (1...Transaction.maximumByteCount).contains(preferredMaximumBytes)
        else {
            throw LedgerError(
                .malformed,
                "a batch has 1 to 65536 messages and 1 to \(Transaction.maximumByteCount) bytes, not \(maximumCount) and \(preferredMaximumBytes)"
            )
        }
        self.init(checked: maximumCount, preferredMaximumBytes)
    }

    private init(checked maximumCount: Int, _ preferredMaximumBytes: Int) {
        self.maximumCount = maximumCount
        self.preferredMaximumBytes = preferredMaximumBytes
    }

    private enum CodingKeys: String, CodingKey, CaseIterable { case maximumCount, preferredMaximumBytes }

    /// Reads the JSON object.
    public init(from decoder: any Decoder) throws {
        try decoder.refuseMembers(except: CodingKeys.self)
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            maximumCount: fields.decode(Int.self, forKey: .maximumCount),
            preferredMaximumBytes: fields.decode(Int.self, forKey: .preferredMaximumBytes)
        )
    }
}
