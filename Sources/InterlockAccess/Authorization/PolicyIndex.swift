/// Finds the policies whose scope may concern a request, so that the others cost nothing.
///
/// A tree: each level sorts by what the scopes say of the principal, the action or the resource, whichever of them
/// is left and leaves the fewest policies unsorted. A policy stands under the entity that its scope names, or under
/// the type, or with those that any entity satisfies; a request looks under its own entity, those that it is in,
/// and its type.
struct PolicyIndex: Sendable {
    /// So few policies are looked through one by one.
    private static let leafCount = 4

    private indirect enum Node: Sendable {
        case leaf([Int])
        case branch(Part, Branch)
    }

    private struct Branch: Sendable {
        var any: Node = .leaf([])
        var types: [String: Node] = [:]
        var entities: [EntityUID: Node] = [:]
    }

    private enum Part: CaseIterable {
        case principal, action, resource
    }

    /// What a scope says of a part of the request.
    private enum Key: Hashable {
        case any
        case type(String)
        case entity(EntityUID)
    }

    private let root: Node

    /// Sorts the policies at `positions` by their scopes.
    init(_ policies: [Policy]) {
        self.root = Self.node(Array(policies.indices), policies, Part.allCases)
    }

    // MARK: Building

    private static func node(_ positions: [Int], _ policies: [Policy], _ parts: [Part]) -> Node {
        guard positions.count > Self.leafCount else { return .leaf(positions) }
        let open = parts.map { part in
            (part, positions.count { Self.keys(policies[$0].scope, part) == [.any] })
        }
        guard let (part, count) = open.min(by: { $0.1 < $1.1 }), count < positions.count else {
            return .leaf(positions)
        }
        var groups: [Key: [Int]] = [:]
        for position in positions {
            for key in Set(Self.keys(policies[position].scope, part)) {
                groups[key, default: []].append(position)
            }
        }
        let rest = parts.filter { $0 != part }
        var branch = Branch()
        for (key, group) in groups {
            let node = Self.node(group, policies, rest)
            switch key {
            case .any: branch.any = node
            case .type(let type): branch.types[type] = node
            case .entity(let uid): branch.entities[uid] = node
            }
        }
        return .branch(part, branch)
    }

    private static func keys(_ scope: Scope, _ part: Part) -> [Key] {
        switch part {
        case .principal: [Self.key(scope.principal)]
        case .resource: [Self.key(scope.resource)]
        case .action:
            switch scope.action {
            case .any: [.any]
            case .equal(let uid): [.entity(uid)]
            case .isIn(let uids): uids.map { .entity($0) }
            }
        }
    }

    private static func key(_ constraint: Scope.Constraint) -> Key {
        switch constraint {
        case .any: .any
        case .isType(let type): .type(type)
        case .equal(let uid), .isIn(let uid), .isTypeIn(_, let uid): .entity(uid)
        }
    }

    // MARK: Looking up

    /// Calls `body` with the position of each policy that may concern the request; with one perhaps more than once.
    func forEachCandidate(
        _ request: AuthorizationRequest,
        _ entities: EntityStore,
        _ body: (Int) -> Void
    ) {
        Self.visit(self.root, request, entities, body)
    }

    private static func visit(
        _ node: Node,
        _ request: AuthorizationRequest,
        _ entities: EntityStore,
        _ body: (Int) -> Void
    ) {
        switch node {
        case .leaf(let positions):
            for position in positions { body(position) }
        case .branch(let part, let branch):
            let uid =
                switch part {
                case .principal: request.principal
                case .action: request.action
                case .resource: request.resource
                }
            Self.visit(branch.any, request, entities, body)
            if !branch.types.isEmpty, let node = branch.types[uid.type] {
                Self.visit(node, request, entities, body)
            }
            if branch.entities.isEmpty { return }
            entities.forEachAncestor(of: uid) { ancestor in
                guard let node = branch.entities[ancestor] else { return }
                Self.visit(node, request, entities, body)
            }
        }
    }
}
