/// The pairs of a relation and of all its chains.
struct Closure<Node: Hashable> {
    /// The most pairs to keep: a chain of 1,000 groups, each in the next, has half of them.
    static var maximumPairCount: Int { 1 << 20 }

    /// What each node leads to.
    private(set) var ancestors: [Node: Set<Node>] = [:]

    /// A node that leads to itself, if there is one.
    private(set) var cycle: Node?

    /// Follows `parents`; nil if there are more pairs than `maximumPairCount`.
    init?(_ parents: [Node: [Node]]) {
        var count = 0
        for (node, direct) in parents {
            var reached: Set<Node> = []
            var pending = direct
            while let next = pending.popLast() {
                guard reached.insert(next).inserted else { continue }
                if next == node { self.cycle = node }
                pending += parents[next] ?? []
                count += 1
                guard count <= Self.maximumPairCount else { return nil }
            }
            self.ancestors[node] = reached
        }
    }

    /// What leads to each node.
    var descendants: [Node: Set<Node>] {
        var result: [Node: Set<Node>] = [:]
        for (node, ancestors) in self.ancestors {
            for ancestor in ancestors { result[ancestor, default: []].insert(node) }
        }
        return result
    }
}
