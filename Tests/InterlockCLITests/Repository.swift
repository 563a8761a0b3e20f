import Interlock

/// Files of the working copy that the tests stand in.
enum Repository {
    static let root = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        .dropLast(3).joined(separator: "/")
    static let sampleDay = "\(Self.root)/Docs/Data/sample-day.csv"
    static let realWeek = "\(Self.root)/../shared/data/households.csv"
}

extension Timestamp {
    /// A time that a test writes down; 1970 where it is none.
    static func at(_ text: String) -> Timestamp { Timestamp(text) ?? Timestamp(secondsSinceEpoch: 0) }
}
