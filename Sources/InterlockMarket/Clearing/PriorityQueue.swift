/// A binary heap: the least element first, insertion and removal in log N.
struct PriorityQueue<Element: Comparable & Sendable>: Sendable {
    private var elements: [Element] = []

    var first: Element? { self.elements.first }

    /// Forgets all elements, and keeps the memory for more.
    mutating func removeAll() { self.elements.removeAll(keepingCapacity: true) }

    mutating func insert(_ element: Element) {
        self.elements.append(element)
        var child = self.elements.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard self.elements[child] < self.elements[parent] else { return }
            self.elements.swapAt(child, parent)
            child = parent
        }
    }

    mutating func removeFirst() {
        guard let last = self.elements.popLast(), !self.elements.isEmpty else { return }
        self.elements[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < self.elements.count && self.elements[child] < self.elements[least] { least = child }
            guard least != parent else { return }
            self.elements.swapAt(parent, least)
            parent = least
        }
    }
}
