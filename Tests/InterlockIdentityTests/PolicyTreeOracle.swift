@testable import InterlockIdentity

/// Policy processing as RFC 5280 section 6.1 has it, word by word, with a tree; it may take exponential time.
final class PolicyTreeOracle {
    struct Step: CustomStringConvertible {
        var extensions = PolicyExtensions()
        var isSelfIssued = false

        var description: String {
            let policies = self.extensions.policies.map { "\($0.map(\.description).sorted())" } ?? "none"
            let mappings = self.extensions.mappings.map { "\($0)>\($1)" }.sorted()
            return "\(policies) \(mappings) \(self.extensions.requireExplicitPolicy.map(String.init) ?? "-")"
                + "/\(self.extensions.inhibitPolicyMapping.map(String.init) ?? "-")"
                + "/\(self.extensions.inhibitAnyPolicy.map(String.init) ?? "-") \(self.isSelfIssued)"
        }
    }

    private final class Node {
        let policy: ObjectIdentifier
        var expected: Set<ObjectIdentifier>
        var children: [Node] = []

        init(_ policy: ObjectIdentifier, _ expected: Set<ObjectIdentifier>) {
            self.policy = policy
            self.expected = expected
        }
    }

    private static let any = CertificatePolicy.any.identifier
    private var root: Node? = Node(any, [any])

    private func nodes(at depth: Int) -> [Node] {
        var level = self.root.map { [$0] } ?? []
        for _ in 0..<depth { level = level.flatMap(\.children) }
        return level
    }

    /// Deletes every node above `depth` that has no child, until there is none.
    private func prune(above depth: Int) {
        func isKept(_ node: Node, _ at: Int) -> Bool {
            guard at < depth else { return true }
            node.children = node.children.filter { isKept($0, at + 1) }
            return !node.children.isEmpty
        }
        if let root, !isKept(root, 0) { self.root = nil }
    }

    /// Tells whether the path is valid as far as policies go.
    func isValid(_ steps: [Step], _ policy: PathPolicy) -> Bool {
        let n = steps.count
        var explicit = policy.requiresExplicitPolicy ? 0 : n + 1
        var mapping = policy.inhibitsPolicyMapping ? 0 : n + 1
        var inhibitAny = policy.inhibitsAnyPolicy ? 0 : n + 1
        for (index, step) in steps.enumerated() {
            let i = index + 1
            self.take(step, depth: i, allowsAny: inhibitAny > 0 || i < n && step.isSelfIssued)
            guard explicit > 0 || self.root != nil else { return false }
            guard i < n else { break }
            for (from, to) in step.extensions.mappings where from == Self.any || to.contains(Self.any) {
                return false
            }
            self.map(step.extensions.mappings, depth: i, isAllowed: mapping > 0)
            if !step.isSelfIssued {
                explicit = max(0, explicit - 1)
                mapping = max(0, mapping - 1)
                inhibitAny = max(0, inhibitAny - 1)
            }
            if let limit = step.extensions.requireExplicitPolicy { explicit = min(explicit, Int(limit)) }
            if let limit = step.extensions.inhibitPolicyMapping { mapping = min(mapping, Int(limit)) }
            if let limit = step.extensions.inhibitAnyPolicy { inhibitAny = min(inhibitAny, Int(limit)) }
        }
        explicit = max(0, explicit - 1)
        if steps.last?.extensions.requireExplicitPolicy == 0 { explicit = 0 }
        self.intersect(Set(policy.acceptablePolicies.map(\.identifier)), depth: n)
        return explicit > 0 || self.root != nil
    }

    private func take(_ step: Step, depth: Int, allowsAny: Bool) {
        guard let policies = step.extensions.policies else {
            self.root = nil
            return
        }
        let above = self.nodes(at: depth - 1)
        for policy in policies where policy != Self.any {
            var isMatched = false
            for node in above where node.expected.contains(policy) {
                node.children.append(Node(policy, [policy]))
                isMatched = true
            }
            guard !isMatched else { continue }
            for node in above where node.policy == Self.any { node.children.append(Node(policy, [policy])) }
        }
        if policies.contains(Self.any), allowsAny {
            for node in above {
                for value in node.expected where !node.children.contains(where: { $0.policy == value }) {
                    node.children.append(Node(value, [value]))
                }
            }
        }
        self.prune(above: depth)
    }

    private func map(
        _ mappings: [ObjectIdentifier: Set<ObjectIdentifier>],
        depth: Int,
        isAllowed: Bool
    ) {
        for (from, to) in mappings {
            let level = self.nodes(at: depth)
            if !isAllowed {
                for parent in self.nodes(at: depth - 1) { parent.children.removeAll { $0.policy == from } }
                self.prune(above: depth)
            } else if level.contains(where: { $0.policy == from }) {
                for node in level where node.policy == from { node.expected = to }
            } else if level.contains(where: { $0.policy == Self.any }) {
                for parent in self.nodes(at: depth - 1) where parent.policy == Self.any {
                    parent.children.append(Node(from, to))
                }
            }
        }
    }

    /// Section 6.1.5 (g).
    private func intersect(_ wanted: Set<ObjectIdentifier>, depth: Int) {
        guard self.root != nil, !wanted.isEmpty, !wanted.contains(Self.any) else { return }
        var named: Set<ObjectIdentifier> = []
        for above in 0..<depth {
            for parent in self.nodes(at: above) where parent.policy == Self.any {
                parent.children.removeAll { !wanted.contains($0.policy) && $0.policy != Self.any }
                named.formUnion(parent.children.map(\.policy))
            }
        }
        for parent in self.nodes(at: depth - 1)
        where parent.children.contains(where: { $0.policy == Self.any }) {
            for policy in wanted where !named.contains(policy) {
                parent.children.append(Node(policy, [policy]))
            }
            parent.children.removeAll { $0.policy == Self.any }
        }
        self.prune(above: depth)
    }
}
