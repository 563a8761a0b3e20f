/// Finds the policies whose scope may concern a request, so that the others cost nothing.
///
/// A tree: each level sorts by what the scopes say of the principal, the action or the resource, whichever of them
/// is left and leaves the fewest policies unsorted. A policy stands under the entity that its scope names, or under
/// the type, or with those that any entity satisfies; a request looks under its own entity, those that it is in,
/// and its type.
struct PolicyIndex: Sendable {
    /// So few policies are looked through one by one.
    private static let leafCount = 8

    private enum Node: Sendable {
        case leaf([Int])
        case branch(Branch)
    }

    private final class Branch: Sendable {
        let part: Part
        let any: Node
        let types: [String: Node]
        let entities: [EntityUID: Node]

        init(_ part: Part, _ any: Node, _ types: [String: Node], _ entities: [EntityUID: Node]) {
            self.part = part
            self.any = any
            self.types = types
            self.entities = entities
        }

        func visit(_ uid: EntityUID, _ evaluator: Evaluator, _ body: (Int) -> Void) {
            PolicyIndex.visit(self.any, evaluator, body)
            if !self.types.isEmpty, let node = self.types[uid.type] {
                PolicyIndex.visit(node, evaluator, body)
            }
            if self.entities.isEmpty { return }
            evaluator.entities.forEachAncestor(of: uid) { ancestor in
                guard let node = self.entities[ancestor] else { return }
                PolicyIndex.visit(node, evaluator, body)
            }
        }

        func uid(_ request: AuthorizationRequest) -> EntityUID {
            switch self.part {
            case .principal: request.principal
            case .action: request.action
            case .resource: request.resource
            }
        }
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

    /// Sorts policies, in their order, by their scopes.
    init(_ scopes: [Scope]) {
        self.root = Self.node(Array(scopes.indices), scopes, Part.allCases)
    }

    // MARK: Building

    private static func node(_ positions: [Int], _ scopes: [Scope], _ parts: [Part]) -> Node {
        guard positions.count > Self.leafCount else { return .leaf(positions) }
        let open = parts.map { part in
            (part, positions.count { Self.keys(scopes[$0], part) == [.any] })
        }
        guard let (part, count) = open.min(by: { $0.1 < $1.1 }), count < positions.count else {
            return .leaf(positions)
        }
        var groups: [Key: [Int]] = [:]
        for position in positions {
            for key in Set(Self.keys(scopes[position], part)) {
                groups[key, default: []].append(position)
            }
        }
        let rest = parts.filter { $0 != part }
        var any = Node.leaf([])
        var types: [String: Node] = [:]
        var entities: [EntityUID: Node] = [:]
        for (key, group) in groups {
            let node = Self.node(group, scopes, rest)
            switch key {
            case .any: any = node
            case .type(let type): types[type] = node
            case .entity(let uid): entities[uid] = node
            }
        }
        return .branch(Branch(part, any, types, entities))
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
    func forEachCandidate(_ evaluator: Evaluator, _ body: (Int) -> Void) {
        Self.visit(self.root, evaluator, body)
    }

    private static func visit(_ node: Node, _ evaluator: Evaluator, _ body: (Int) -> Void) {
        switch node {
        case .leaf(let positions):
            for position in positions { body(position) }
        case .branch(let branch):
            branch.visit(branch.uid(evaluator.request), evaluator, body)
        }
    }
}
