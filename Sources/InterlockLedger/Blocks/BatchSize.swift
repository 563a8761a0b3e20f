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
    /// - Throws: `LedgerError` with code `malformed` where either is not positive.
    public init(maximumCount: Int, preferredMaximumBytes: Int) throws(LedgerError) {
        guard maximumCount > 0, preferredMaximumBytes > 0 else {
            throw LedgerError(.malformed, "a batch has at least one message and one byte")
        }
        self.init(checked: maximumCount, preferredMaximumBytes)
    }

    private init(checked maximumCount: Int, _ preferredMaximumBytes: Int) {
        self.maximumCount = maximumCount
        self.preferredMaximumBytes = preferredMaximumBytes
    }

    private enum CodingKeys: String, CodingKey { case maximumCount, preferredMaximumBytes }

    /// Reads the JSON object.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            maximumCount: fields.decode(Int.self, forKey: .maximumCount),
            preferredMaximumBytes: fields.decode(Int.self, forKey: .preferredMaximumBytes)
        )
    }
}
