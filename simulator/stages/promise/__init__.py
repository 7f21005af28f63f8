"""The promise at checkout: by when an order is to be delivered, as its customer is told."""
