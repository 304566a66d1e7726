package handlers

func carryRoutes() []route {
	return nil
}
