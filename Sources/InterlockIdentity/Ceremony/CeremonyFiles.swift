/// The transcripts and share sets in a folder of ceremonies, by their names alone.
///
///     transcript-0000.cbor …       the transcripts, the split's first
///     generation-0 …               a folder for each share set
///
/// A number that is missing below another is an error: what a reader does not look for it cannot miss, and where a
/// transcript is passed over, the shares of before count again.
package struct CeremonyFiles: Hashable, Sendable {
    /// The number of transcripts, from 0 on without a gap.
    package let transcripts: Int
    /// The number of share sets, from 0 on without a gap.
    package let generations: Int

    /// The most transcripts that a folder may hold, and the most share sets.
    package static let limit = 10_000

    /// The name of a transcript's file.
    package static func transcript(_ number: Int) -> String {
        let digits = String(number)
        return "transcript-\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits).cbor"
    }

    /// The name of a share set's folder.
    package static func generation(_ number: Int) -> String { "generation-\(number)" }

    /// Takes the names of all that is in a folder; other names say nothing.
    ///
    /// - Throws: `IdentityError` with code `brokenChain` where a number is missing, `invalidEncoding` for a number that is
    ///   written otherwise, and `limitExceeded` above ``limit``.
    package init(names: [String]) throws(IdentityError) {
        self.transcripts = try Self.count(names, from: "transcript-", to: ".cbor", Self.transcript)
        self.generations = try Self.count(names, from: "generation-", to: "", Self.generation)
    }

    private static func count(
        _ names: [String],
        from prefix: String,
        to suffix: String,
        _ name: (Int) -> String
    ) throws(IdentityError) -> Int {
        var numbers: Set<Int> = []
        for found in names {
            guard let digits = Self.digits(found.utf8, prefix.utf8, suffix.utf8) else { continue }
            guard digits.count <= 9, let number = Int(String(decoding: digits, as: UTF8.self)),
                name(number).utf8.elementsEqual(found.utf8)
            else { throw IdentityError(.invalidEncoding, "\(found): expected a name such as \(name(0))") }
            numbers.insert(number)
        }
        guard numbers.count <= Self.limit else {
            throw IdentityError(
                .limitExceeded,
                "\(numbers.count) files such as \(name(0)); at most \(Self.limit)"
            )
        }
        if let missing = (0..<numbers.count).first(where: { !numbers.contains($0) }) {
            let later = numbers.filter { $0 > missing }.min() ?? missing
            throw IdentityError(.brokenChain, "\(name(missing)): is missing, but \(name(later)) is there")
        }
        return numbers.count
    }

    /// The digits between prefix and suffix; nil if there is anything else.
    private static func digits(
        _ name: String.UTF8View,
        _ prefix: String.UTF8View,
        _ suffix: String.UTF8View
    ) -> [UInt8]? {
        let name = Array(name)
        guard name.count > prefix.count + suffix.count, name.starts(with: prefix),
            name.suffix(suffix.count).elementsEqual(suffix)
        else { return nil }
        let middle = name[prefix.count..<name.count - suffix.count]
        return middle.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) ? Array(middle) : nil
    }
}
