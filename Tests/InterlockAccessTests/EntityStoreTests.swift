import InterlockAccess
import TestSupport
import Testing

@Suite("Entities")
struct EntityStoreTests {
    private func uid(_ number: Int) -> EntityUID { EntityUID(type: "N", id: String(number)) }

    @Test(arguments: [3, 8, 9, 200])
    func `the hierarchy is transitive in stores of any size`(count: Int) throws {
        let chain = (0..<count).map { Entity(uid: self.uid($0), parents: [self.uid($0 + 1)]) }
        let store = try EntityStore(chain)
        #expect(store.count == count)
        #expect(store.isEntity(self.uid(0), in: self.uid(count)))
        #expect(!store.isEntity(self.uid(count), in: self.uid(0)))
        #expect(store[self.uid(count - 1)]?.parents == [self.uid(count)])
        #expect(store[self.uid(count)] == nil)
    }

    @Test func `agrees with the closure of the relation on random hierarchies`() throws {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<40 {
            let count = Int.random(in: 1...16, using: &random)
            var reach = (0..<count).map { Set([$0]) }
            var entities: [Entity] = []
            for number in 0..<count {
                let parents = (0..<number).filter { _ in Int.random(in: 0..<4, using: &random) == 0 }
                for parent in parents { reach[number].formUnion(reach[parent]) }
                entities.append(Entity(uid: self.uid(number), parents: parents.map(self.uid)))
            }
            let split = Int.random(in: 0...count, using: &random)
            entities.shuffle(using: &random)
            let store = try EntityStore(Array(entities[..<split])).adding(Array(entities[split...]))
            for below in 0..<count {
                for above in 0..<count {
                    #expect(
                        store.isEntity(self.uid(below), in: self.uid(above)) == reach[below].contains(above)
                    )
                }
            }
        }
    }

    @Test func `two different entities of one name are refused`() throws {
        let first = Entity(uid: self.uid(1), attributes: ["a": 1])
        let second = Entity(uid: self.uid(1), attributes: ["a": 2])
        #expect(code { () throws(AccessError) in _ = try EntityStore([first, second]) } == .duplicateEntity)
        let store = try EntityStore([first, first])
        #expect(store.count == 1)
        #expect(code { () throws(AccessError) in _ = try store.adding([second]) } == .duplicateEntity)
    }

    @Test func `cycles are refused, across layers too`() throws {
        let itself = Entity(uid: self.uid(1), parents: [self.uid(1)])
        #expect(code { () throws(AccessError) in _ = try EntityStore([itself]) } == .hierarchyCycle)
        let base = try EntityStore([Entity(uid: self.uid(1), parents: [self.uid(2)])])
        let further = Entity(uid: self.uid(2), parents: [self.uid(1)])
        #expect(code { () throws(AccessError) in _ = try base.adding([further]) } == .hierarchyCycle)
        let diamond = (1...3).map {
            Entity(uid: self.uid($0), parents: [self.uid(4), self.uid($0 == 1 ? 2 : 5)])
        }
        #expect(code { () throws(AccessError) in _ = try EntityStore(diamond) } == nil)
    }

    @Test func `records find attributes whatever their number and order`() {
        var record: CedarRecord = [:]
        for number in (0..<40).reversed() { record["a\(number)"] = .integer(Int64(number)) }
        for number in 0..<40 { #expect(record["a\(number)"] == .integer(Int64(number))) }
        #expect(record["b"] == nil)
        record["a7"] = nil
        #expect(record.count == 39)
        #expect(CedarRecord([("a", 1), ("a", 2)]) == nil)
        #expect(CedarRecord([("b", 1), ("a", 2)]) == ["a": 2, "b": 1])
    }
}
