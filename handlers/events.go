package handlers

func eventRoutes() []route {
	return nil
}
