/// Lays out Cedar policy text: every token and comment stays, only the blanks between them change.
///
/// What fits on a line of 80 columns stands on one; what does not is broken after the operators that bind least, or
/// after commas, or within brackets, two columns to the right.
public struct PolicyLayout {
    private static let width = 80

    private var text = ""
    private var line = ""
    private var indent = 0

    /// Whether a comment ended the line.
    private var isBroken = false

    /// The text laid out anew.
    ///
    /// - Throws: as ``PolicySet/init(parsing:limits:)`` for text that is not policies.
    public static func format(
        _ text: String,
        limits: ParsingLimits = .standard
    ) throws(AccessError) -> String {
        var parser = try Parser(text, limits: limits)
        _ = try parser.templates()
        let tokens = try FormatToken.tokens(of: Array(text.utf8))
        var position = 0
        let items = FormatItem.items(tokens, from: &position)
        var layout = PolicyLayout()
        for (index, policy) in items.split(after: { $0.isToken(";") }).enumerated() {
            layout.writePolicy(policy, isFirst: index == 0)
        }
        var closing = tokens.last?.before ?? []
        while closing.last?.isEmpty == true { closing.removeLast() }
        if !items.isEmpty, !closing.isEmpty { layout.text += "\n" }
        layout.writeComments(closing)
        return layout.text
    }

    // MARK: Policies

    private mutating func writePolicy(_ items: [FormatItem], isFirst: Bool) {
        if !isFirst { self.text += "\n" }
        let starts = { (item: FormatItem) in
            ["@", "permit", "forbid", "when", "unless"].contains { item.isToken($0) }
        }
        var lines: [[FormatItem]] = []
        for item in items {
            // `@when` is an annotation.
            let followsAt = lines.last?.last?.isToken("@") == true
            if lines.isEmpty || starts(item) && !followsAt { lines.append([]) }
            lines[lines.count - 1].append(item)
        }
        for line in lines {
            self.write(line)
            self.endLine()
        }
    }

    // MARK: Lines

    private mutating func write(_ items: [FormatItem]) {
        self.writeComments(items.first?.first.before ?? [])
        self.writeUncommented(items)
    }

    /// Writes the items without the comments before the first.
    private mutating func writeUncommented(_ items: [FormatItem]) {
        if let flat = Self.flat(items), self.fits(flat) {
            self.append(flat, self.needsSpace(before: items))
            self.finish(items.last?.last)
            return
        }
        let parts = Self.parts(items)
        guard parts.count > 1 else { return self.writeBroken(items) }
        for (index, part) in parts.enumerated() {
            guard index > 0 else {
                self.writeUncommented(part)
                continue
            }
            self.endLine()
            self.write(part)
        }
    }

    /// Items that no operator parts: brackets that do not fit are opened.
    private mutating func writeBroken(_ items: [FormatItem]) {
        var previous: FormatItem?
        for (index, item) in items.enumerated() {
            if index > 0 { self.writeComments(item.first.before) }
            let space = previous.map { Spacing.isNeeded(between: $0, and: item) } ?? false
            switch item {
            case .token(let token):
                self.append(token.text, space)
                self.finish(token)
            case .group(let open, let inner, let close):
                if let flat = Self.flat([item]), self.fits(flat) {
                    self.append(flat, space)
                    self.finish(close)
                } else {
                    self.append(open.text, space)
                    self.finish(open)
                    self.writeIndented(inner, before: close)
                    self.append(close.text, false)
                    self.finish(close)
                }
            }
            previous = item
        }
    }

    private mutating func writeIndented(_ items: [FormatItem], before close: FormatToken) {
        self.endLine()
        self.indent += 2
        self.write(items)
        self.endLine()
        self.writeComments(close.before)
        self.indent -= 2
    }

    /// Items parted after their commas, before `then` and `else`, or after their loosest operators.
    private static func parts(_ items: [FormatItem]) -> [[FormatItem]] {
        let isConditional = items.first?.isToken("if") == true
        for separator in [",", "then", "||", "&&"] {
            let parts =
                separator == "then"
                ? items.split(before: { isConditional && ($0.isToken("then") || $0.isToken("else")) })
                : items.split(after: { $0.isToken(separator) })
            if parts.count > 1 { return parts }
        }
        return [items]
    }

    /// The items on one line; nil if a comment stands within.
    private static func flat(_ items: [FormatItem]) -> String? {
        var text = ""
        var previous: FormatItem?
        for (index, item) in items.enumerated() {
            if let previous, Spacing.isNeeded(between: previous, and: item) { text += " " }
            // The first's comments stand before, the last's after the line.
            guard index == 0 || item.first.before.allSatisfy(\.isEmpty) else { return nil }
            guard index == items.count - 1 || item.last.after == nil else { return nil }
            switch item {
            case .token(let token):
                text += token.text
            case .group(let open, let inner, let close):
                guard open.after == nil, close.before.allSatisfy(\.isEmpty), inner.last?.last.after == nil,
                    inner.first?.first.before.allSatisfy(\.isEmpty) ?? true, let content = Self.flat(inner)
                else { return nil }
                let isSpaced = open.text == "{" && !content.isEmpty
                text += open.text + (isSpaced ? " \(content) " : content) + close.text
            }
            previous = item
        }
        return text
    }

    // MARK: Text

    private func fits(_ text: String) -> Bool {
        let before = self.line.isEmpty ? self.indent : self.line.unicodeScalars.count + 1
        return before + text.unicodeScalars.count <= Self.width
    }

    private func needsSpace(before items: [FormatItem]) -> Bool { !self.line.isEmpty && !items.isEmpty }

    private mutating func append(_ text: String, _ space: Bool) {
        if self.isBroken { self.endLine() }
        if self.line.isEmpty {
            self.line = String(repeating: " ", count: self.indent)
        } else if space {
            self.line += " "
        }
        self.line += text
    }

    /// Writes the comment after `token`.
    private mutating func finish(_ token: FormatToken?) {
        guard let comment = token?.after else { return }
        self.line += " \(comment)"
        self.isBroken = true
    }

    private mutating func endLine() {
        self.isBroken = false
        guard !self.line.isEmpty else { return }
        self.text += "\(self.line)\n"
        self.line = ""
    }

    /// Lines of comment; of the empty ones, those that part comments.
    private mutating func writeComments(_ lines: [String]) {
        guard let start = lines.firstIndex(where: { !$0.isEmpty }) else { return }
        self.endLine()
        let end = lines.lastIndex { !$0.isEmpty } ?? start
        let margin = String(repeating: " ", count: self.indent)
        var wasEmpty = false
        for line in lines[start...end] {
            if line.isEmpty {
                if !wasEmpty { self.text += "\n" }
            } else {
                self.text += "\(margin)\(line)\n"
            }
            wasEmpty = line.isEmpty
        }
        // A comment that an empty line parts from what follows is of its own.
        if end < lines.count - 1, self.indent == 0 { self.text += "\n" }
    }
}

extension Array where Element == FormatItem {
    /// Parts that end with the items for which `isEnd` holds.
    fileprivate func split(after isEnd: (FormatItem) -> Bool) -> [[FormatItem]] {
        var parts: [[FormatItem]] = []
        var part: [FormatItem] = []
        for item in self {
            part.append(item)
            guard isEnd(item) else { continue }
            parts.append(part)
            part = []
        }
        return part.isEmpty ? parts : parts + [part]
    }

    /// Parts that begin with the items for which `isStart` holds.
    fileprivate func split(before isStart: (FormatItem) -> Bool) -> [[FormatItem]] {
        var parts: [[FormatItem]] = [[]]
        for item in self {
            if isStart(item), parts[parts.count - 1].isEmpty == false { parts.append([]) }
            parts[parts.count - 1].append(item)
        }
        return parts
    }
}
