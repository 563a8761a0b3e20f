/// The words that Cedar keeps for itself.
enum ReservedWord {
    private static let words: Set<String> = [
        "true", "false", "if", "then", "else", "in", "is", "has", "like",
    ]

    /// Whether `word` cannot be a name.
    static func isReserved(_ word: String) -> Bool {
        Self.words.contains(word) || word == "__cedar"
    }
}
