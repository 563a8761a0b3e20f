import Interlock

/// Names the differences among copies of one ledger.
enum CopyComparison {
    /// The most differences that are told.
    static let maximumCount = 1_000

    /// Each block that not all copies have alike, and the copies that are shorter than others.
    ///
    /// A block that differs by the hash of the block before alone is not told: that block is.
    static func differences(_ copies: [(name: String, headers: [BlockHeader])]) -> [String] {
        guard copies.count > 1 else { return [] }
        var differences: [String] = []
        let shortest = copies.map(\.headers.count).min() ?? 0
        for number in 0..<shortest where differences.count < Self.maximumCount {
            let groups = Dictionary(grouping: copies) { Content($0.headers[number]) }
            guard groups.count > 1 else { continue }
            let told = groups.values.map { group in
                let names = group.map(\.name).joined(separator: ", ")
                return "\(group[0].headers[number].hash) (\(names))"
            }
            differences.append("block \(number) differs: \(told.sorted().joined(separator: ", "))")
        }
        if Set(copies.map(\.headers.count)).count > 1 {
            let heights = copies.map { "\($0.name) has \($0.headers.count) blocks" }
            differences.append("the copies differ in height: \(heights.joined(separator: ", "))")
        }
        return differences
    }

    /// The fields of a header beside the block before.
    private struct Content: Hashable {
        let dataHash: Digest
        let time: Timestamp
        let lastLogPosition: UInt64

        init(_ header: BlockHeader) {
            self.dataHash = header.dataHash
            self.time = header.time
            self.lastLogPosition = header.lastLogPosition
        }
    }
}
