/// The valid policy tree of RFC 5280 section 6.1.2 (a), as the graph of RFC 9618 section 3: nodes of one depth and one
/// policy are one node, so its size is bounded by what the certificates hold.
///
/// Nodes without children are left in place; ``isAcceptable(_:)`` passes over them.
struct PolicyGraph {
    private struct Node {
        var expected: Set<ObjectIdentifier>
        /// The policies of the nodes above, one depth less.
        let parents: [ObjectIdentifier]
    }

    private static let any = CertificatePolicy.any.identifier

    /// By depth, each by its valid policy.
    private var levels: [[ObjectIdentifier: Node]]

    /// One node of depth zero, anyPolicy.
    init() { self.levels = [[Self.any: Node(expected: [Self.any], parents: [])]] }

    /// Tells whether nothing of the tree is left: it is NULL.
    var isEmpty: Bool { self.deepest.isEmpty }

    private var deepest: [ObjectIdentifier: Node] { self.levels[self.levels.count - 1] }

    /// RFC 5280 section 6.1.3 (d): the next depth, by the policies of a certificate.
    mutating func append(_ policies: Set<ObjectIdentifier>, allowsAny: Bool) {
        let above = self.deepest
        var expecting: [ObjectIdentifier: [ObjectIdentifier]] = [:]
        for (policy, node) in above {
            for expected in node.expected { expecting[expected, default: []].append(policy) }
        }
        var level: [ObjectIdentifier: Node] = [:]
        for policy in policies where policy != Self.any {
            // (d) (1) (i), then (ii).
            if let parents = expecting[policy] {
                level[policy] = Node(expected: [policy], parents: parents)
            } else if above[Self.any] != nil {
                level[policy] = Node(expected: [policy], parents: [Self.any])
            }
        }
        // (d) (2).
        if allowsAny, policies.contains(Self.any) {
            for (policy, parents) in expecting where level[policy] == nil {
                level[policy] = Node(expected: [policy], parents: parents)
            }
        }
        self.levels.append(level)
    }

    /// RFC 5280 section 6.1.4 (b) (1).
    mutating func map(_ mappings: [ObjectIdentifier: Set<ObjectIdentifier>]) {
        let last = self.levels.count - 1
        let hasAny = self.deepest[Self.any] != nil
        for (policy, subjects) in mappings {
            if self.levels[last][policy] != nil {
                self.levels[last][policy]?.expected = subjects
            } else if hasAny {
                self.levels[last][policy] = Node(expected: subjects, parents: [Self.any])
            }
        }
    }

    /// RFC 5280 section 6.1.4 (b) (2).
    mutating func remove(mapped mappings: [ObjectIdentifier: Set<ObjectIdentifier>]) {
        for policy in mappings.keys { self.levels[self.levels.count - 1][policy] = nil }
    }

    /// Tells whether something is left once the tree is cut down to the policies wanted (RFC 5280 section 6.1.5 (g)); none
    /// wanted stands for any.
    func isAcceptable(_ wanted: Set<ObjectIdentifier>) -> Bool {
        let isAny = wanted.isEmpty || wanted.contains(Self.any) || self.deepest[Self.any] != nil
        guard !self.isEmpty, !isAny else { return !self.isEmpty }
        var alive = Set(self.deepest.keys)
        for level in self.levels.dropFirst().reversed() {
            var above: Set<ObjectIdentifier> = []
            for policy in alive {
                guard let node = level[policy] else { continue }
                if wanted.contains(policy), node.parents.contains(Self.any) { return true }
                above.formUnion(node.parents)
            }
            alive = above
        }
        return false
    }
}
