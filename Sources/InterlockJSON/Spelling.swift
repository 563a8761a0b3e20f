/// Hints at what a misspelt word was meant to be.
package enum Spelling {
    /// Finds the word of `words` that is nearest to `word`; nil if no word is near.
    package static func nearest(to word: String, among words: some Sequence<String>) -> String? {
        let spelt = Array(word.lowercased().unicodeScalars.prefix(64))
        let near = words.compactMap { candidate -> (word: String, distance: Int)? in
            let distance = Self.distance(spelt, Array(candidate.lowercased().unicodeScalars.prefix(64)))
            let limit = max(1, min(spelt.count, candidate.utf8.count) / 3)
            return distance <= limit ? (candidate, distance) : nil
        }
        return near.min { ($0.distance, $0.word) < ($1.distance, $1.word) }?.word
    }

    /// The number of characters to put in, leave out, replace or swap with their neighbours.
    private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var earlier: [Int] = []
        var last = Array(0...right.count)
        for (row, character) in left.enumerated() {
            var next = [row + 1]
            for (column, other) in right.enumerated() {
                var best = min(last[column + 1], next[column]) + 1
                best = min(best, last[column] + (character == other ? 0 : 1))
                if row > 0, column > 0, character == right[column - 1], left[row - 1] == other {
                    best = min(best, earlier[column - 1] + 1)
                }
                next.append(best)
            }
            (earlier, last) = (last, next)
        }
        return last[right.count]
    }
}
