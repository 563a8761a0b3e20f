/// DER taken apart, so that a part can be changed and every length above it still be right.
///
/// A struct, for LeakSanitizer does not see through the tagged pointers of an indirect enum.
struct DERTree: Sendable {
    let tag: UInt8
    /// What a primitive element holds; before children, the first octet of a BIT STRING that holds DER.
    var content: [UInt8]
    /// The elements within: of a constructed element, or of a string whose content is DER, as extensions are.
    var children: [DERTree] = []

    init(tag: UInt8, content: [UInt8], children: [DERTree] = []) {
        self.tag = tag
        self.content = content
        self.children = children
    }

    /// Reads one element that is all of `bytes`; nil where it is not DER.
    init?(_ bytes: [UInt8]) {
        guard let all = Self.readAll(bytes, depth: 0), all.count == 1 else { return nil }
        self = all[0]
    }

    private static func readAll(_ bytes: [UInt8], depth: Int) -> [DERTree]? {
        guard depth < 24, !bytes.isEmpty else { return nil }
        var reader = DERReader(bytes)
        var all: [DERTree] = []
        while !reader.isAtEnd {
            guard let tag = reader.nextTag, let content = try? reader.read(tag) else { return nil }
            all.append(Self.element(tag, Array(content.remaining), depth: depth))
        }
        return all
    }

    private static func element(_ tag: UInt8, _ content: [UInt8], depth: Int) -> DERTree {
        let prefix = tag == DERTag.bitString ? 1 : 0
        let mayWrap = tag & 0x20 != 0 || tag == DERTag.bitString || tag == DERTag.octetString
        if mayWrap, let children = Self.readAll(Array(content.dropFirst(prefix)), depth: depth + 1) {
            return DERTree(tag: tag, content: Array(content.prefix(prefix)), children: children)
        }
        return DERTree(tag: tag, content: content)
    }

    var bytes: [UInt8] { DER.element(self.tag, self.content + self.children.flatMap(\.bytes)) }

    /// The elements, this one included.
    var count: Int { 1 + self.children.reduce(0) { $0 + $1.count } }

    /// The same with other children.
    func with(_ children: [DERTree]) -> DERTree {
        DERTree(tag: self.tag, content: self.content, children: children)
    }

    /// The element of a number, counted in the order of writing.
    subscript(index: Int) -> DERTree {
        guard index > 0 else { return self }
        var rest = index - 1
        for child in self.children {
            if rest < child.count { return child[rest] }
            rest -= child.count
        }
        return self
    }

    /// The same with `change` made to the element of a number: nothing, one element or several take its place.
    func changing(_ index: Int, _ change: (DERTree) -> [DERTree]) -> [DERTree] {
        guard index > 0 else { return change(self) }
        var rest = index - 1
        var children: [DERTree] = []
        for child in self.children {
            if (0..<child.count).contains(rest) {
                children += child.changing(rest, change)
            } else {
                children.append(child)
            }
            rest -= child.count
        }
        return [self.with(children)]
    }
}
