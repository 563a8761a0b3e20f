/// Where a blank stands between tokens on a line.
enum Spacing {
    private static let tightBefore: Set<String> = [",", ";", ")", "]", ".", "::", ":"]
    private static let tightAfter: Set<String> = ["(", "[", ".", "::", "!", "@"]

    static func isNeeded(between left: FormatItem, and right: FormatItem) -> Bool {
        let (before, after) = (left.last, right.first)
        if before.kind == .string { return Self.isNeeded(afterOperand: after) }
        if Self.tightAfter.contains(before.text) { return false }
        if before.isSign { return false }
        if case .symbol = before.kind, !before.endsOperand {
            return after.kind == .string || !Self.tightBefore.contains(after.text)
        }
        if before.isWord { return true }
        return Self.isNeeded(afterOperand: after)
    }

    /// Whether a blank stands between an operand and `token`: not if that is an access, a call, or an end.
    private static func isNeeded(afterOperand token: FormatToken) -> Bool {
        guard case .symbol = token.kind else { return true }
        return !Self.tightBefore.contains(token.text) && token.text != "(" && token.text != "["
    }
}
