package handlers

func labelRoutes() []route {
	return nil
}
