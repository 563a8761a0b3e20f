/// The entities that a request is judged by.
///
/// A store is made once for what is the same in all requests (actions, groups), and extended for each request by
/// the entities that come with it: ``adding(_:)`` shares the former and searches the latter first. Up to eight
/// entities are kept as they are, without an index.
public struct EntityStore: Sendable {
    private static let linearLimit = 8

    /// The entities by name; only filled above `linearLimit`.
    private var index: [EntityUID: Int] = [:]

    /// All entities of this layer.
    private var entities: [Entity]

    /// The store that this one extends.
    private var base: Base?

    /// A store as a value that can be shared.
    private final class Base: Sendable {
        let store: EntityStore
        init(_ store: EntityStore) { self.store = store }
    }

    /// A store without entities.
    public init() {
        self.entities = []
    }

    /// Makes a store.
    ///
    /// - Throws: `duplicateEntity` if two different entities have one name, `hierarchyCycle` if an entity is its own ancestor.
    public init(_ entities: [Entity]) throws(AccessError) {
        try self.init(entities, over: nil)
    }

    /// This store and `entities`.
    ///
    /// - Throws: `duplicateEntity` if another entity has the name already, `hierarchyCycle` if an entity becomes
    ///   its own ancestor.
    public func adding(_ entities: [Entity]) throws(AccessError) -> EntityStore {
        // One layer at most, so that a look-up is two steps at most.
        guard self.base == nil else { return try EntityStore(self.entities + entities, over: self.base) }
        return try EntityStore(entities, over: self.entities.isEmpty ? nil : Base(self))
    }

    private init(_ entities: [Entity], over base: Base?) throws(AccessError) {
        self.entities = []
        self.base = base
        self.entities.reserveCapacity(entities.count)
        for entity in entities { try self.insert(entity) }
        try self.refuseCycles()
    }

    /// The number of entities.
    public var count: Int { self.entities.count + (self.base?.store.count ?? 0) }

    /// All entities.
    var all: [Entity] { (self.base?.store.entities ?? []) + self.entities }

    /// The entity called `uid`, if it is in the store.
    public subscript(uid: EntityUID) -> Entity? {
        if let position = self.position(of: uid) { return self.entities[position] }
        return self.base?.store[uid]
    }

    /// The attributes of the entity called `uid`, nil if it is not in the store.
    func attributes(of uid: EntityUID) -> CedarRecord? {
        if let position = self.position(of: uid) { return self.entities[position].attributes }
        return self.base?.store.attributes(of: uid)
    }

    /// The entities that the one called `uid` is directly in, nil if it is not in the store.
    private func parents(of uid: EntityUID) -> [EntityUID]? {
        if let position = self.position(of: uid) { return self.entities[position].parents }
        return self.base?.store.parents(of: uid)
    }

    /// The place of `uid` in this layer.
    private func position(of uid: EntityUID) -> Int? {
        if !self.index.isEmpty { return self.index[uid] }
        for position in self.entities.indices where self.entities[position].uid == uid { return position }
        return nil
    }

    /// Whether `descendant` is `ancestor`, or in it, directly or through others.
    public func isEntity(_ descendant: EntityUID, in ancestor: EntityUID) -> Bool {
        self.isEntity(descendant) { $0 == ancestor }
    }

    /// Whether `descendant` is one of `ancestors`, or in one, directly or through others.
    func isEntity(_ descendant: EntityUID, inAny ancestors: [EntityUID]) -> Bool {
        self.isEntity(descendant) { ancestors.contains($0) }
    }

    /// Whether `descendant`, or an entity that it is in, is a goal.
    func isEntity(_ descendant: EntityUID, reaching isGoal: (EntityUID) -> Bool) -> Bool {
        if isGoal(descendant) { return true }
        guard let parents = self.parents(of: descendant), !parents.isEmpty else { return false }
        if parents.contains(where: isGoal) { return true }
        // The common case, without a place to remember who was seen.
        if parents.allSatisfy({ self.parents(of: $0)?.isEmpty ?? true }) { return false }
        var pending = parents
        var seen = Set(parents)
        while let uid = pending.popLast() {
            guard let further = self.parents(of: uid) else { continue }
            for parent in further where seen.insert(parent).inserted {
                if isGoal(parent) { return true }
                pending.append(parent)
            }
        }
        return false
    }

    /// Calls `body` with `descendant` and each entity that it is in, directly or through others.
    func forEachAncestor(of descendant: EntityUID, _ body: (EntityUID) -> Void) {
        _ = self.isEntity(descendant) { ancestor in
            body(ancestor)
            return false
        }
    }

    // MARK: Checks

    /// Appends `entity`; one that is there already, word for word, is passed over as in Cedar.
    private mutating func insert(_ entity: Entity) throws(AccessError) {
        if let other = self[entity.uid] {
            if other == entity { return }
            throw AccessError(.duplicateEntity, "there are two different entities \(entity.uid)")
        }
        self.entities.append(entity)
        guard self.entities.count > Self.linearLimit else { return }
        if self.index.isEmpty {
            for (position, entity) in self.entities.enumerated() { self.index[entity.uid] = position }
        } else {
            self.index[entity.uid] = self.entities.count - 1
        }
    }

    /// Refuses a hierarchy that is no directed acyclic graph.
    ///
    /// Removes, again and again, the entities all of whose parents are gone or absent; what cannot be removed
    /// is on a cycle or below one. A base is acyclic by itself, but may name entities of this layer as parents.
    private func refuseCycles() throws(AccessError) {
        let isFlat = self.entities.allSatisfy { entity in
            entity.parents.allSatisfy { parent in
                parent != entity.uid && self.parents(of: parent)?.isEmpty ?? true
            }
        }
        if isFlat { return }
        let all = self.all
        var children: [EntityUID: [EntityUID]] = [:]
        var waiting: [EntityUID: Int] = [:]
        for entity in all {
            let parents = Set(entity.parents).filter { self[$0] != nil }
            waiting[entity.uid] = parents.count
            for parent in parents { children[parent, default: []].append(entity.uid) }
        }
        var free = all.map(\.uid).filter { waiting[$0] == 0 }
        var remaining = all.count
        while let uid = free.popLast() {
            remaining -= 1
            for child in children[uid] ?? [] {
                let count = (waiting[child] ?? 0) - 1
                waiting[child] = count
                if count == 0 { free.append(child) }
            }
        }
        guard remaining > 0 else { return }
        let stuck = all.first { (waiting[$0.uid] ?? 0) > 0 }?.uid
        throw AccessError(
            .hierarchyCycle,
            "the hierarchy at or above \(stuck?.description ?? "an entity") has a cycle"
        )
    }
}
