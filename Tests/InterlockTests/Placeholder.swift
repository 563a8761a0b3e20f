import Testing

@testable import Interlock
